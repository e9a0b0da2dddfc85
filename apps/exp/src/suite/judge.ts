import { cellKey, compareDocuments } from "@respin/experiment";
import type { CellDifference, Comparison, Manifest, ResultDocument } from "@respin/experiment";
import { formatNumber } from "@respin/report";
import { shellWord } from "../output.js";
import { toldApart } from "../told-apart.js";
import type { Finding } from "./finding.js";

/** Where the two documents are, as a reader would type it: for the commands that show more. */
export interface Places {
  readonly baseline: string;
  readonly document: string;
  readonly depth: "quick" | "full";
  /** Whether the folder of the baseline has documents at all: one that has none is another folder, or was never made. */
  readonly hasBaselines: boolean;
  /** The options with which another run finds the same folders, each with a space before it; none if not said. */
  readonly options?: string;
}

/** A document beside its baseline. */
export interface Judgement {
  readonly findings: readonly Finding[];
  /** Undefined without a baseline, or with one of other conditions. */
  readonly comparison: Comparison | undefined;
  /** Host cells, by key, that speak against the document: they are measured again before it is called worse. */
  readonly again: readonly string[];
}

/** What a document says by itself and against its baseline, the worst first. */
export function judge(document: ResultDocument, baseline: ResultDocument | undefined, places: Places): Judgement {
  const { experiment } = document;
  const run = `corepack pnpm exp run ${experiment}${places.depth === "full" ? " --full" : ""}`;
  const claims = claimFindings(document, baseline, run);
  const hostOfClaims = hostCellsBehind(document);
  const compare = compareCommand(places);
  const missing = baselineFinding(document, baseline, places, run);
  if (baseline === undefined || missing !== undefined) {
    const findings = missing === undefined ? claims : [...claims, missing];
    return { findings, comparison: undefined, again: hostOfClaims };
  }
  const comparison = compareDocuments(baseline, document);
  const cells = comparison.cells.map((cell) => cellFinding(experiment, cell, comparison.band, compare));
  const slower = comparison.host.filter(({ verdict }) => verdict === "above").map(({ key }) => key);
  const findings = [...claims, ...cells].toSorted((a, b) => Number(b.fails) - Number(a.fails));
  return { findings, comparison, again: [...new Set([...slower, ...hostOfClaims])] };
}

function compareCommand({ baseline, document }: Places): string {
  return `corepack pnpm exp compare ${shellWord(baseline)} ${shellWord(document)}`;
}

function cellFinding(experiment: string, difference: CellDifference, band: number, compare: string): Finding {
  const { cell, clock, a, b, published, host, drift } = difference;
  // What validation explains is time; a count has no sum.
  const explain =
    published === undefined || clock !== "modelled" ? [] : [`corepack pnpm exp validate --explain ${published}`];
  const found = { experiment, cell, baseline: a, value: b } as const;
  const message = messageOf(difference, band);
  if (host !== undefined) {
    return { ...found, code: "RSP_BENCH_HOST", message, commands: [compare], fails: host.verdict === "above" };
  }
  // What moves with the code may come to be with it as well; that it is no longer counted is another matter.
  const moves = drift !== undefined && (drift.within || difference.kind === "only in B");
  return { ...found, code: "RSP_BENCH_CELL", message, commands: [compare, ...explain], fails: !moves };
}

/** What is different, with both values. */
function messageOf(difference: CellDifference, band: number): string {
  const { cell, a, b, unit, clock, kind, inB, part, host, drift } = difference;
  if (kind === "only in A") return `${cell} is missing, the baseline has ${shown(a, unit)}`;
  if (kind === "only in B") return `${cell} is ${shown(b, unit)}, the baseline has no such cell`;
  if (inB !== undefined) {
    return `${cell} is ${shown(b, inB.unit)} (${inB.clock}), the baseline has ${shown(a, unit)} (${clock})`;
  }
  if (part !== undefined) {
    const [before, now] = toldApart(part.a, part.b, unit);
    return `${cell} spends ${now} as ${part.cost}, the baseline spends ${before} (in all ${shown(b, unit)}, as before)`;
  }
  const [before, now] = toldApart(a ?? 0, b ?? 0, unit);
  const is = `${cell} is ${now}, the baseline has ${before}`;
  if (host !== undefined) {
    const [low, high] = host.interval.map(formatNumber);
    const beyond = host.verdict === "above" ? `above ${band}` : `below 1/${band}`;
    return `${is}: ${formatNumber(host.ratio)} times (${low} to ${high}), ${beyond}`;
  }
  if (drift === undefined) return is;
  return `${is}: ${drift.within ? "within" : "beyond"} the factor of ${drift.most} that it may move with the code`;
}

function shown(value: number | null, unit: string): string {
  return value === null ? "nothing" : toldApart(value, value, unit)[0];
}

/** Claims that fail, and those that the baseline has holding and this run has no longer. */
function claimFindings(document: ResultDocument, baseline: ResultDocument | undefined, run: string): Finding[] {
  const before = new Map(baseline?.claims.map((claim) => [claim.id, claim]));
  const judged = new Map(document.claims.map((claim) => [claim.id, claim]));
  const { experiment } = document;
  const fails = document.claims
    .filter(({ holds }) => !holds)
    .map((claim): Finding => {
      const was = before.get(claim.id);
      const [beside, margin] = toldApart(was?.margin ?? claim.margin, claim.margin, "1");
      const baselines =
        was === undefined
          ? "the baseline has no such claim"
          : `the baseline has ${beside} (${was.holds ? "holds" : "fails"})`;
      return {
        code: "RSP_BENCH_CLAIM",
        experiment,
        message: `claim ${claim.id} fails: its margin, of ${claim.evidence.join(", ")}, is ${margin}, ${baselines}: ${claim.text}`,
        commands: [run],
        fails: true,
        cell: claim.evidence.join(", "),
        baseline: was?.margin ?? null,
        value: claim.margin,
      };
    });
  const gone = (baseline?.claims ?? [])
    .filter(({ id, holds }) => holds && !judged.has(id))
    .map(({ id, text }): Finding => {
      const why = document.notApplicable.find((one) => one.id === id)?.reason;
      const now = why === undefined ? "is no longer there" : `does not apply any more (${why})`;
      return {
        code: "RSP_BENCH_CLAIM",
        experiment,
        message: `claim ${id} ${now}, the baseline has it hold: ${text}`,
        commands: [run],
        fails: true,
      };
    });
  return [...fails, ...gone];
}

/** Host cells that a failing claim is about. */
function hostCellsBehind({ claims, cells }: ResultDocument): string[] {
  const ids = new Set(claims.filter(({ holds }) => !holds).flatMap(({ evidence }) => evidence));
  return cells.filter((cell) => cell.clock === "host" && ids.has(cell.id)).map(cellKey);
}

const CONDITIONS = ["seed", "depth", "systems", "parameters"] as const;

/** That there is no baseline, or that it was taken under conditions that say nothing about this run. */
function baselineFinding(
  document: ResultDocument,
  baseline: ResultDocument | undefined,
  places: Places,
  run: string,
): Finding | undefined {
  const { experiment } = document;
  const found = { code: "RSP_BENCH_BASELINE", experiment, fails: true } as const;
  const options = `${places.depth === "full" ? " --full" : ""}${places.options ?? ""}`;
  const renew = `corepack pnpm bench ${experiment}${options} --update-baseline`;
  if (baseline === undefined) {
    // A new experiment is told of until its baseline is committed; a suite in which nothing is compared is no success.
    const message = `it has no baseline (${places.baseline}), so nothing was compared; \`${renew}\` makes one`;
    return { ...found, message, commands: [run], fails: !places.hasBaselines };
  }
  const differing: string[] = CONDITIONS.filter(
    (name) => canonical(baseline.manifest[name]) !== canonical(document.manifest[name]),
  );
  if (baseline.manifest.machine.name !== document.manifest.machine.name) differing.push("machine");
  if (differing.length === 0) return undefined;
  const [name] = differing;
  const [was, is] = [conditionOf(baseline.manifest, name), conditionOf(document.manifest, name)];
  const message = `its baseline was taken under other conditions (${differing.join(", ")}): ${name} was ${was} and is ${is}; \`${renew}\` takes it anew`;
  return { ...found, message, commands: [compareCommand(places)] };
}

function conditionOf(manifest: Manifest, name: string): string {
  const found = Object.entries(manifest).find(([key]) => key === name)?.[1];
  return canonical(found);
}

/** A condition's value, the same however its keys are ordered. */
function canonical(value: unknown): string {
  return JSON.stringify(value, (_, part: unknown) =>
    typeof part === "object" && part !== null && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).toSorted(([a], [b]) => (a < b ? -1 : 1)))
      : part,
  );
}
