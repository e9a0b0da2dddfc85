import {
  checkPublished,
  coveredCell,
  explain,
  explanationTables,
  sensitivityOf,
  sensitivityTables,
  validate,
  validationDocument,
  validationTables,
} from "@respin/experiment";
import type { Table } from "@respin/experiment";
import { renderText } from "@respin/report";
import type { Options } from "../declarations/declare.js";
import { EXIT } from "../exit.js";
import type { ExitCode } from "../exit.js";
import { print, printJson, textOptions } from "../output.js";
import { interruptible } from "../run-one.js";
import { UsageError } from "../usage.js";
import { runsForValidation } from "../validation-runs.js";

/**
 * `exp validate`: every published cell that an experiment measures, beside the model's. Exit code 1 when an order between systems
 * is broken or a bar is missed. With `--explain CELL` the sum of one; with `--sensitivity` what hangs on which cost.
 * Throws RSP_CELL_UNKNOWN, RSP_CELL_NOT_COVERED, RSP_CELL_UNEXPLAINED.
 */
export async function validateCommand(root: string, options: Options): Promise<ExitCode> {
  const cell = options["explain"];
  if (typeof cell === "string" && options["sensitivity"] === true) {
    throw new UsageError("--explain and --sensitivity exclude each other");
  }
  const json = options["json"] === true;
  const show = (document: object, tables: readonly Table[]): void => {
    if (json) printJson(document);
    else print(tables.map((table) => renderText(table, textOptions())).join("\n\n"));
  };
  const until = typeof cell === "string" ? { until: cell } : {};
  if (typeof cell === "string") checkPublished(cell);
  const { constants, runs, measured } = await interruptible((signal) =>
    runsForValidation(root, { signal, progress: options["progress"] !== false, ...until }),
  );
  if (typeof cell === "string") {
    const explanation = explain(coveredCell(cell, measured), constants);
    show(explanation, explanationTables(explanation));
    return EXIT.ok;
  }
  if (options["sensitivity"] === true) {
    const sensitivity = sensitivityOf(runs, constants);
    show({ schema: "respin.sensitivity/v1", ...sensitivity }, sensitivityTables(sensitivity));
    return EXIT.ok;
  }
  const validation = validate(measured, constants);
  show(validationDocument(validation), validationTables(validation));
  return validation.all.orders.broken > 0 || validation.missed.length > 0 ? EXIT.claimFails : EXIT.ok;
}
