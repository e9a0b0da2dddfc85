import type { Declare, Options } from "./declare.js";

export const declareMachine: Declare = (program, finish) => {
  program
    .command("machine")
    .description("show a machine profile; its JSON is what run --machine FILE takes")
    .argument("[name]", "a machine profile; without it, the names there are")
    .option("--json", "print one JSON document and nothing else")
    .action(async (name: string | undefined, options: Options) => {
      const { machine } = await import("../commands/machine.js");
      finish(machine(name, options["json"] === true));
    });
};
