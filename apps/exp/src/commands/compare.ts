import { compareDocuments, HOST_BAND, readResults, RespinError } from "@respin/experiment";
import type { Comparison, ReadDocument } from "@respin/experiment";
import { comparisonLines } from "../comparison-text.js";
import type { Options } from "../declarations/declare.js";
import { EXIT } from "../exit.js";
import type { ExitCode } from "../exit.js";
import { print, printJson, textOptions } from "../output.js";
import { UsageError } from "../usage.js";

/** What a comparison of two files or folders found. */
interface Outcome {
  readonly comparisons: readonly Comparison[];
  /** Experiments that only one side has a document of. */
  readonly onlyInA: readonly string[];
  readonly onlyInB: readonly string[];
}

/**
 * `exp compare A B`: two result documents, two folders of them, or a document and the folder that holds its counterpart.
 * Equal, and host ratios within the band, is 0, different 1. Throws RSP_RESULT_MISSING, RSP_RESULT_MALFORMED, RSP_COMPARE.
 */
export async function compare(a: string, b: string, options: Options): Promise<ExitCode> {
  const band = bandOf(options["band"]);
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
    if (other !== undefined) comparisons.push(compareDocuments(one.document, other.document, { band }));
  }
  const outcome: Outcome = {
    comparisons,
    onlyInA: [...documentsA.keys()].filter((name) => wanted(name) && !documentsB.has(name)),
    onlyInB: [...documentsB.keys()].filter((name) => wanted(name) && !documentsA.has(name)),
  };
  const equal = comparisons.every((one) => one.equal) && outcome.onlyInA.length + outcome.onlyInB.length === 0;
  if (options["json"] === true) printJson({ schema: "respin.comparison/v1", equal, band, ...outcome });
  else show(outcome, options["all"] === true);
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

function bandOf(given: unknown): number {
  if (given === undefined) return HOST_BAND;
  const band = Number(given);
  if (given === "" || !(band >= 1 && Number.isFinite(band))) {
    throw new UsageError(`--band takes a factor of 1 or more, not ${JSON.stringify(given)}`);
  }
  return band;
}

function show({ comparisons, onlyInA, onlyInB }: Outcome, all: boolean): void {
  for (const comparison of comparisons) {
    for (const line of comparisonLines(comparison, { ...textOptions(), all })) print(line);
  }
  for (const name of onlyInA) print(`${name}: only in A`);
  for (const name of onlyInB) print(`${name}: only in B`);
}
