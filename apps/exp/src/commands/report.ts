import { statSync } from "node:fs";
import { resolve } from "node:path";
import { plain } from "@respin/report";
import type { Options } from "../declarations/declare.js";
import { EXIT } from "../exit.js";
import type { ExitCode } from "../exit.js";
import { print, shownPath } from "../output.js";
import { readSources } from "../report/sources.js";
import { reportOf, writeReportOf } from "../reports.js";
import { UsageError } from "../usage.js";

/**
 * `exp report [PATHS...]`: writes `report.html` and `report.md` of result documents. What a report says of failing claims is no
 * failure of the report: the exit code is 0. Throws RSP_RESULT_MISSING, RSP_RESULT_MALFORMED, RSP_RESULTS_UNWRITABLE.
 */
export async function report(root: string, paths: readonly string[], options: Options): Promise<ExitCode> {
  if (options["out"] === "") throw new UsageError("--out takes a folder, not nothing");
  const out = typeof options["out"] === "string" ? resolve(options["out"]) : resolve(root, "results");
  const from = paths.length > 0 ? paths : [shownPath(resolve(root, "results"))];
  const made = await reportOf(root, await readSources(from), { validation: options["validation"] !== false });
  for (const { name, told } of made.experiments) {
    for (const sentence of told) process.stderr.write(`${plain(`${name}: ${sentence}`)}\n`);
  }
  const files = await writeReportOf(made, out);
  const claims = made.experiments.flatMap((experiment) => experiment.claims);
  const failing = claims.filter(({ holds }) => holds === false).length;
  const results = made.experiments.length === 1 ? "1 result" : `${made.experiments.length} results`;
  print(`${results}, ${claims.length} claims, ${failing === 0 ? "none fails" : `${failing} FAIL`}`);
  for (const file of files) print(`written to ${shownPath(file)} (${Math.ceil(statSync(file).size / 1024)} KB)`);
  return EXIT.ok;
}
