import { repositoryRoot } from "../root.js";
import type { Declare, Options } from "./declare.js";

export const declareReport: Declare = (program, finish) => {
  program
    .command("report")
    .description("make one page, and Markdown for a pull request, out of result documents")
    .argument("[paths...]", "result documents, or folders of them (default: results)")
    .option("--out <DIR>", "folder of report.html and report.md (default: results)")
    .option("--no-validation", "leave out the papers' tables and the costs")
    .action(async (paths: string[], options: Options) => {
      const { report } = await import("../commands/report.js");
      finish(await report(repositoryRoot(), paths, options));
    });
};
