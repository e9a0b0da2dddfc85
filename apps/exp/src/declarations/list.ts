import { repositoryRoot } from "../root.js";
import type { Declare, Options } from "./declare.js";

export const declareList: Declare = (program, finish) => {
  program
    .command("list")
    .description("list the experiments")
    .option("--json", "print one JSON document and nothing else")
    .action(async (options: Options) => {
      const { list } = await import("../commands/list.js");
      finish(await list(repositoryRoot(), options["json"] === true));
    });
};
