import { repositoryRoot } from "../root.js";
import type { Declare, Options } from "./declare.js";

export const declareBench: Declare = (program, finish) => {
  program
    .command("bench")
    .description("run every experiment, or those named, and compare with the committed baseline")
    .argument("[names...]", "experiments, as exp list shows them (default: all)")
    .option("--quick", "the short form of each experiment (default)")
    .option("--full", "the whole of each experiment")
    .option("--update-baseline", "renew the baseline with what this run finds, and print what changed")
    .option("--baseline <DIR>", "folder of the baselines (default: results/baseline)")
    .option("--out <DIR>", "folder of documents and reports (default: results/bench)")
    .option("--restart", "begin anew, even where a run was stopped that could go on")
    .option("--json", "print one JSON document and nothing else")
    .option("--no-progress", "no progress bar")
    .action(async (names: string[], options: Options) => {
      const { bench } = await import("../commands/bench.js");
      finish(await bench(repositoryRoot(), names, options));
    });
};
