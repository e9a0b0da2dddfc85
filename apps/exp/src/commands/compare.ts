import { compareDocuments, readResults, RespinError } from "@respin/experiment";
import type { CellDifference, Comparison, ReadDocument } from "@respin/experiment";
import { renderText, wrap } from "@respin/report";
import type { Row, Table } from "@respin/report";
import { EXIT } from "../exit.js";
import type { ExitCode } from "../exit.js";
import { print, printJson, textOptions } from "../output.js";

/** What a comparison of two files or folders found. */
interface Outcome {
  readonly comparisons: readonly Comparison[];
  /** Experiments that only one side has a document of. */
  readonly onlyInA: readonly string[];
  readonly onlyInB: readonly string[];
}

/**
 * `exp compare A B`: two result documents, two folders of them, or a document and the folder that holds its counterpart.
 * Equal is 0, different 1. Throws RSP_RESULT_MISSING, RSP_RESULT_MALFORMED, RSP_COMPARE.
 */
export async function compare(a: string, b: string, json: boolean): Promise<ExitCode> {
  const [inA, inB] = [await readResults(a), await readResults(b)];
  const documentsA = byExperiment(inA.documents);
  const documentsB = byExperiment(inB.documents);
  const [loneA] = inA.folder ? [] : documentsA.keys();
  const [loneB] = inB.folder ? [] : documentsB.keys();
  if (loneA !== undefined && loneB !== undefined && loneA !== loneB) {
    throw new RespinError("RSP_COMPARE", `${a} is of ${loneA}, ${b} is of ${loneB}; expected two of one experiment`, {
      usage: true,
    });
  }
  // A single document is compared with its counterpart only.
  const wanted = (name: string): boolean => name === (loneA ?? loneB ?? name);

  const comparisons: Comparison[] = [];
  for (const [name, one] of documentsA) {
    const other = documentsB.get(name);
    if (other !== undefined) comparisons.push(compareDocuments(one.document, other.document));
  }
  const outcome: Outcome = {
    comparisons,
    onlyInA: [...documentsA.keys()].filter((name) => wanted(name) && !documentsB.has(name)),
    onlyInB: [...documentsB.keys()].filter((name) => wanted(name) && !documentsA.has(name)),
  };
  const equal = comparisons.every((one) => one.equal) && outcome.onlyInA.length + outcome.onlyInB.length === 0;
  if (json) printJson({ schema: "respin.comparison/v1", equal, ...outcome });
  else show(outcome);
  return equal ? EXIT.ok : EXIT.claimFails;
}

function byExperiment(documents: readonly ReadDocument[]): Map<string, ReadDocument> {
  const found = new Map<string, ReadDocument>();
  for (const one of documents) {
    const name = one.document.experiment;
    const before = found.get(name);
    if (before !== undefined) {
      const message = `${before.file} and ${one.file} are both of ${name}; expected one document of an experiment in a folder`;
      throw new RespinError("RSP_COMPARE", message, { usage: true });
    }
    found.set(name, one);
  }
  return found;
}

function show({ comparisons, onlyInA, onlyInB }: Outcome): void {
  const options = textOptions();
  for (const comparison of comparisons) {
    const { experiment, cells, claims, cellsCompared, conditions } = comparison;
    const count = cells.length === 1 ? "1 cell differs" : `${cells.length} cells differ`;
    const verdict = cells.length === 0 ? `${cellsCompared} cells are equal` : count;
    const why = conditions.length === 0 ? "" : ` (the runs differ in ${conditions.join(", ")})`;
    for (const line of wrap(`${experiment}: ${verdict}${why}`, options.width)) print(line);
    if (cells.length > 0) print(`\n${renderText(tableOf(cells), options)}\n`);
    for (const claim of claims) {
      for (const line of wrap(`  claim ${claim.claim}: A ${claim.a}, B ${claim.b}`, options.width)) print(line);
    }
  }
  for (const name of onlyInA) print(`${name}: only in A`);
  for (const name of onlyInB) print(`${name}: only in B`);
}

function tableOf(cells: readonly CellDifference[]): Table {
  return {
    title: "Cells that differ",
    columns: ["A", "B", "change", "what differs"],
    rows: cells.map((cell): Row => ({
      label: cell.cell,
      unit: cell.unit,
      values: [cell.a, cell.b, changeOf(cell), cell.kind === "value" ? cell.clock : cell.kind],
    })),
  };
}

function changeOf({ a, b }: CellDifference): string | null {
  if (a === null || b === null || a === 0) return null;
  const percent = ((b - a) / Math.abs(a)) * 100;
  const size = Math.abs(percent);
  if (size === 0) return null;
  return `${percent > 0 ? "+" : "-"}${size < 0.1 ? "<0.1" : size.toFixed(1)} %`;
}
