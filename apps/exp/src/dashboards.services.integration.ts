import { execFileSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { afterAll, beforeAll, expect, test } from "vitest";
import { Repository } from "./fixture.js";
import { startServices, stopServices } from "./services.js";
import type { RunningServices } from "./services.js";
import { RunningPrometheus } from "./testing/prometheus.js";

// The real thing, as an operator has it: the three systems under load, an extension loaded, one ejected, results of benchmarks.

const ROOT = join(import.meta.dirname, "..", "..", "..");
const repository = new Repository();
const prometheus = new RunningPrometheus();
let running: RunningServices;

beforeAll(async () => {
  for (const folder of ["results/bench/quick", "results/baseline/quick"]) {
    mkdirSync(join(repository.path, folder), { recursive: true });
    cpSync(join(ROOT, "results", "baseline", "quick"), join(repository.path, folder), { recursive: true });
  }
  running = await startServices(repository.path, { forSeconds: 170 });
  const targets: Parameters<RunningPrometheus["start"]>[0] = JSON.parse(readFileSync(running.targetsFile, "utf8"));
  await prometheus.start(targets);
  // The ejection is to be seen as a counter that rises.
  await prometheus.until("respin_ejections_total", 20);
  expect(await load("gatekeeper", join(ROOT, "packages/extensions/gatekeeper/dist/gatekeeper.rsp"))).toBe(201);
  expect(await load("endless", hostile("loop-in-strand"))).toBe(201);
  await prometheus.until('respin_ejections_total{system="spin"} == 1', 20);
  await prometheus.until("system_workload:respin_operations_failed:ratio_rate1m", 20);
  await pause(5_000);
});
afterAll(async () => {
  await prometheus.stop();
  await stopServices(repository.path);
  repository.remove();
});

/** An object file of one of the compiler's hostile texts, signed as the kernels of this clone want it. */
function hostile(name: string): string {
  const out = join(repository.path, `${name}.rsp`);
  const key = join(ROOT, ".respin", "compiler.key");
  const compiler = join(ROOT, "packages", "compiler");
  const words = ["build", join(compiler, "attacks", `${name}.ts`), "--key", key, "--out", out, "--name", "endless"];
  execFileSync(process.execPath, [join(compiler, "dist", "main.js"), ...words]);
  expect(existsSync(out)).toBe(true);
  return out;
}

async function load(name: string, file: string): Promise<number> {
  const token = readFileSync(running.tokenFile, "utf8").trim();
  const headers = { authorization: `Bearer ${token}`, "content-type": "application/octet-stream" };
  const url = `${urlOf("spin")}/api/extensions?name=${name}`;
  return (await fetch(url, { method: "POST", headers, body: readFileSync(file) })).status;
}

function urlOf(system: string): string {
  return running.services.find(({ name }) => name === system)?.url ?? "";
}

test("every panel of every dashboard, and every rule, has data from the systems themselves", async () => {
  const { code, stdout, stderr } = await repository.exp(["dashboards", "check", "--prometheus", prometheus.url]);
  expect({ code, stderr, stdout }).toEqual({
    code: 0,
    stderr: "",
    stdout: expect.stringMatching(/^\d+ queries of 5 dashboards and 14 rules: each has data\.\n$/),
  });
});

test("a point of the histogram leads to its operation on the system that it names", async () => {
  const found = await prometheus.ask<
    { seriesLabels: Record<string, string>; exemplars: { labels: Record<string, string>; value: string }[] }[]
  >("query_exemplars", {
    query: 'respin_operation_duration_seconds_bucket{system="spin"}',
    start: String(Date.now() / 1_000 - 20),
    end: String(Date.now() / 1_000),
  });
  const [series] = found;
  const newest = series.exemplars.at(-1);
  const id = newest?.labels["operation_id"];
  expect(`http://${series.seriesLabels["instance"]}`).toBe(urlOf("spin"));
  // As the data source's link has it: infra/grafana/provisioning/datasources/prometheus.yaml
  const response = await fetch(`http://${series.seriesLabels["instance"]}/api/operations/${id}`);
  const operation: unknown = JSON.parse(await response.text());
  expect(response.status).toBe(200);
  expect(operation).toMatchObject({ id: Number(id), workload: series.seriesLabels["workload"], outcome: "done" });
});

test("the ejection is an alert, a system that is well is none", async () => {
  await prometheus.until('ALERTS{alertname="RespinExtensionEjected", alertstate="firing", system="spin"}', 10);
  const firing = await prometheus.series('ALERTS{alertstate="firing", alertname!="RespinExtensionEjected"}');
  // The results are those of the baseline, as old as its last renewal.
  expect(firing.map(({ alertname }) => alertname).filter((name) => name !== "RespinResultsStale")).toEqual([]);
});
