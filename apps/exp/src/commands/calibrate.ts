import { readFileSync } from "node:fs";
import { join } from "node:path";
import { calibratedFile, calibratedTextOf, fitConstants, writeText } from "@respin/experiment";
import type { Constants, Fit } from "@respin/experiment";
import { renderText } from "@respin/report";
import type { Options } from "../declarations/declare.js";
import { EXIT } from "../exit.js";
import type { ExitCode } from "../exit.js";
import { print, printJson, shownPath, textOptions } from "../output.js";
import { interruptible } from "../run-one.js";
import { runsForValidation } from "../validation-runs.js";

/**
 * `exp calibrate`: fits the calibrated costs to the published cells that they are declared to be fitted to, and writes them whole
 * or not at all; with `--check`, writes nothing, and exits with 1 if something would change. Throws what `fitConstants` does,
 * and RSP_FILE_UNWRITABLE.
 */
export async function calibrate(root: string, options: Options): Promise<ExitCode> {
  const { constants, measured } = await interruptible((signal) =>
    runsForValidation(root, { signal, progress: options["progress"] !== false }),
  );
  const fit = fitConstants(measured, constants);
  const file = join(root, calibratedFile);
  const text = calibratedTextOf(fit, constants);
  const changes = text !== textOf(file);
  const check = options["check"] === true;
  if (changes && !check) writeText(file, text);
  if (options["json"] === true) printJson(documentOf(fit, constants, changes));
  else printText(fit, constants);
  const told = `${shownPath(file)} ${!changes ? "is as it should be" : check ? "is not what the fit gives; run exp calibrate" : "is written"}`;
  if (options["json"] === true) process.stderr.write(`${told}\n`);
  else print(told);
  return changes && check ? EXIT.claimFails : EXIT.ok;
}

function textOf(file: string): string | undefined {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return undefined;
  }
}

function documentOf({ cycles, cells, kept, atLeast }: Fit, constants: Constants, changes: boolean): object {
  return {
    schema: "respin.calibration/v1",
    changes,
    cells,
    constants: constants.fitted
      .filter(({ id }) => cycles.has(id))
      .map(({ id, fittedTo, cycles: before }) => ({ constant: id, before, cycles: cycles.get(id), fittedTo })),
    kept: kept.map(({ constant, missing }) => ({ constant: constant.id, cycles: constant.cycles, missing })),
    atLeast: atLeast.map(({ id }) => id),
  };
}

function printText({ cycles, cells, kept, atLeast }: Fit, constants: Constants): void {
  const options = textOptions();
  const found = constants.fitted.filter(({ id }) => cycles.has(id));
  const table = {
    title: `${found.length} constants, fitted to ${cells.length} published cells (cycles)`,
    columns: ["before", "now", "", "fitted to"],
    rows: found.map(({ id, cycles: before, fittedTo }) => {
      const now = cycles.get(id) ?? before;
      return { label: id, values: [before, now, now === before ? "" : "changed", fittedTo.join(" ")] };
    }),
    notes: [
      ...atLeast.map(
        ({ id }) => `${id} is at the least that a cost may be, one cycle: the cells alone would have it lower.`,
      ),
      ...kept.map(
        ({ constant: { id, cycles: now }, missing }) =>
          `${id} stays at ${now} cycles: no experiment measures ${missing.join(", ")}.`,
      ),
    ],
  };
  print(`${renderText(table, options)}\n`);
}
