import { repositoryRoot } from "../root.js";
import type { Declare, Options } from "./declare.js";

export const declareDown: Declare = (program, finish) => {
  program
    .command("down")
    .description("stop what exp up started")
    .option("--json", "print one JSON document and nothing else")
    .action(async (options: Options) => {
      const { down } = await import("../commands/down.js");
      finish(await down(repositoryRoot(), options["json"] === true));
    });
};
