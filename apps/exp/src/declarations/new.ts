import { repositoryRoot } from "../root.js";
import type { Declare } from "./declare.js";

export const declareNew: Declare = (program, finish) => {
  program
    .command("new")
    .description("make a new package: exp new experiment NAME, or exp new extension NAME")
    .argument("[kind]", "what to make: experiment or extension")
    .argument("[name]", "what it is called: small letters, digits, hyphens")
    .action(async (kind: string | undefined, name: string | undefined) => {
      const { makeNew } = await import("../commands/new.js");
      finish(makeNew(repositoryRoot(), kind, name));
    });
};
