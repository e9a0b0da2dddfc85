import { repositoryRoot } from "../root.js";
import type { Declare, Options } from "./declare.js";

export const declareDoctor: Declare = (program, finish) => {
  program
    .command("doctor")
    .description("say what this machine lacks, what for, and the command that installs it")
    .option("--for <PURPOSE>", "what it is to be used for: test, integration or bench (default: all three)")
    .option("--json", "print one JSON document and nothing else")
    .action(async (options: Options) => {
      const { doctor } = await import("../commands/doctor.js");
      finish(await doctor(repositoryRoot(), options));
    });
};
