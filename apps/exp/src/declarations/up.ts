import { repositoryRoot } from "../root.js";
import type { Declare, Options } from "./declare.js";

export const declareUp: Declare = (program, finish) => {
  program
    .command("up")
    .description("start the three systems as services, and an overview of them, side by side; prints where")
    .option("--system <NAMES>", "systems to start, separated by commas (default: all)")
    .option("--workload <NAME>", "what each does: transactions, scan, mixed (default: mixed)")
    .option("--rate <N>", "operations a second (default: 50)")
    .option("--for <DURATION>", "stop by themselves after so long, as 90s, 10m, 2h (default: never)")
    .option("--port-from <N>", "ports from this one on (default: free ones)")
    .option("--json", "print one JSON document and nothing else")
    .action(async (options: Options) => {
      const { up } = await import("../commands/up.js");
      finish(await up(repositoryRoot(), options));
    });
};
