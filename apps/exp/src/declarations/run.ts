import { repositoryRoot } from "../root.js";
import type { Declare, Options } from "./declare.js";

export const declareRun: Declare = (program, finish) => {
  program
    .command("run")
    .description("run experiments and write their result documents; run NAME --help lists NAME's own parameters")
    .argument("[names...]", "experiments, as exp list shows them")
    .optionsGroup("Options of every experiment:")
    .helpOption("-h, --help", "show this help")
    .option("--system <NAMES>", "systems to run, separated by commas (default: all)")
    .option(
      "--machine <PROFILE>",
      "machine profile: its name, or a JSON file with one (default: the experiment's first)",
    )
    .option("--seed <N>", "seed of every chance (default: 1)")
    .option("--quick", "the short form of the experiment (default)")
    .option("--full", "the whole experiment")
    .option("--json", "print one JSON document and nothing else")
    .option("--out <DIR>", "folder of the result documents (default: results)")
    .option("--no-progress", "no progress bar")
    .option("--metrics <PORT>", "serve the run's metrics for Prometheus on this port of the loopback interface")
    .action(async (names: string[], options: Options) => {
      const { run } = await import("../commands/run.js");
      finish(await run(repositoryRoot(), names, options));
    });
};
