import { repositoryRoot } from "../root.js";
import type { Declare, Options } from "./declare.js";

export const declareValidate: Declare = (program, finish) => {
  program
    .command("validate")
    .description("compare every published cell that an experiment measures with the model's")
    .option("--explain <CELL>", "show the sum that one published cell is, by cost")
    .option("--sensitivity", "show what becomes of claims and predictions when a cost is halved or doubled")
    .option("--json", "print one JSON document and nothing else")
    .option("--no-progress", "no progress bar")
    .action(async (options: Options) => {
      const { validateCommand } = await import("../commands/validate.js");
      finish(await validateCommand(repositoryRoot(), options));
    });
};
