import { repositoryRoot } from "../root.js";
import type { Declare, Options } from "./declare.js";

export const declareCalibrate: Declare = (program, finish) => {
  program
    .command("calibrate")
    .description("fit the calibrated costs to their published cells, and write what changed")
    .option("--check", "write nothing; exit with 1 if something would change")
    .option("--json", "print one JSON document and nothing else")
    .option("--no-progress", "no progress bar")
    .action(async (options: Options) => {
      const { calibrate } = await import("../commands/calibrate.js");
      finish(await calibrate(repositoryRoot(), options));
    });
};
