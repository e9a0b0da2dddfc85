import type { Declare, Options } from "./declare.js";

export const declareCompare: Declare = (program, finish) => {
  program
    .command("compare")
    .description("compare two result documents, or two folders of them, cell by cell")
    .argument("<a>", "a result document or a folder of them")
    .argument("<b>", "another")
    .option("--band <FACTOR>", "how far host ratios may be apart, as a factor of 1 or more (default: 2)")
    .option("--all", "list every difference, and not the worst alone")
    .option("--json", "print one JSON document and nothing else")
    .action(async (a: string, b: string, options: Options) => {
      const { compare } = await import("../commands/compare.js");
      finish(await compare(a, b, options));
    });
};
