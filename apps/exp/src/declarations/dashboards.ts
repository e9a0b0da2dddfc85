import type { Declare, Options } from "./declare.js";

export const declareDashboards: Declare = (program, finish) => {
  program
    .command("dashboards")
    .description("bring the dashboards to a Grafana (push), or try their queries on a Prometheus (check)")
    .argument("<what>", "push or check")
    .option("--url <URL>", "push: the address of the Grafana")
    .option("--token <TOKEN>", "push: of a service account; better in GRAFANA_TOKEN, which no list of processes shows")
    .option("--folder <NAME>", "push: the folder they go to (default: Respin)")
    .option("--datasource <UID>", "push: the Prometheus data source, where there are several")
    .option("--annotate <PATH>", "push: also mark the runs of these result documents")
    .option("--prometheus <URL>", "check: the address of the Prometheus")
    .option("--syntax-only", "check: only whether each query can be read, not whether it has data")
    .option("--json", "print one JSON document and nothing else")
    .action(async (what: string, options: Options) => {
      const { dashboards } = await import("../commands/dashboards.js");
      finish(await dashboards(what, options));
    });
};
