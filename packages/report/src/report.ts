import type { ReportCell } from "./cells.js";
import type { Plot } from "./plot.js";
import type { Table } from "./table.js";

/** What a report is made of: results as whoever read them hands them over, before anyone decides how they look. */
export interface Report {
  readonly experiments: readonly ReportExperiment[];
  /** The papers' tables beside the results; undefined where they are not wanted. */
  readonly published?: ReportPublished;
}

/** One run of one experiment. */
export interface ReportExperiment {
  readonly name: string;
  /** Undefined where the experiment is not there, only its result. */
  readonly title?: string;
  readonly question?: string;
  /** Whose experiment it is, as a sentence. */
  readonly origin?: string;
  /** What a reader has to know of this result before anything else, a sentence each. */
  readonly told: readonly string[];
  readonly claims: readonly ReportedClaim[];
  readonly tables: readonly Table[];
  readonly plots: readonly Plot[];
  readonly cells: readonly BrokenDownCell[];
  readonly notes: readonly string[];
  readonly manifest: ReportManifest;
  /** Its published cells; undefined where they are not wanted. */
  readonly published?: PublishedSummary;
}

/** What is said of published cells: of a table's, of a result's, or of all. */
export interface PublishedSummary {
  readonly cells: number;
  readonly reproduced: number;
  /** Of those that are reproduced; what is neither was counted. */
  readonly calibrated: number;
  readonly predicted: number;
  /** Of the predicted ones' errors, whatever their sign, as parts of the published values; undefined where there are none. */
  readonly median?: number;
  readonly worst?: { readonly cell: string; readonly error: number };
}

/** A claim, judged or not, and the ids of the cells that say so. */
export interface ReportedClaim {
  readonly id: string;
  readonly text: string;
  /** Undefined for a claim that could not be asked, whose reason is given. */
  readonly holds?: boolean;
  readonly margin?: number;
  readonly evidence?: readonly string[];
  readonly reason?: string;
}

/** A result cell, and where its value went by cost name, in the cell's unit. */
export interface BrokenDownCell extends ReportCell {
  readonly breakdown?: Readonly<Record<string, number>>;
}

/** What produced a result; what a document does not say is left out. */
export interface ReportManifest {
  readonly commit?: string;
  readonly dirty?: boolean | "unknown";
  readonly lockfile?: string;
  readonly node?: string;
  readonly v8?: string;
  readonly cpu?: { readonly model: string; readonly count: number };
  readonly os?: string;
  readonly seed?: number;
  readonly depth?: string;
  readonly parameters?: Readonly<Record<string, string | number | boolean | readonly string[]>>;
  readonly systems?: readonly string[];
  readonly machine?: { readonly name: string; readonly hash: string };
  readonly profiles?: Readonly<Record<string, string>>;
  /** ISO 8601, in UTC. */
  readonly started?: string;
  readonly durationMs?: number;
  readonly assertions?: boolean;
  readonly debugger?: boolean;
}

/** Every number of the papers' tables, beside what the results have for it. */
export interface ReportPublished {
  readonly tables: readonly PublishedTable[];
  readonly summary: PublishedSummary;
  /** How far the model is from the papers, in all. */
  readonly validation: readonly Table[];
  readonly constants: readonly ReportConstant[];
  /** What a reader has to know of all this. */
  readonly told: readonly string[];
}

/** A table of a paper. */
export interface PublishedTable {
  /** `SOSP'95, Table 2`. */
  readonly title: string;
  /** The paper, cited in full. */
  readonly source: string;
  readonly rows: readonly PublishedRow[];
  readonly summary: PublishedSummary;
}

/** A number of a paper. */
export interface PublishedRow {
  readonly cell: string;
  readonly row: string;
  readonly system: string;
  readonly unit: string;
  readonly value: number;
  readonly note?: string;
  /** What the results have for it: one of each result that has it, none where it is not reproduced. */
  readonly ours: readonly OurValue[];
}

/** What a result has for a published number. */
export interface OurValue {
  /** Which of the report's experiments. */
  readonly experiment: number;
  readonly clock: string;
  readonly value: number;
  /** A cost was fitted to it, it was not, or it is no time and was counted. */
  readonly role: "calibrated" | "predicted" | "counted";
  /** As a part of the published value; undefined where that is zero. */
  readonly error?: number;
}

/** A cost of the model, and where its number is from. */
export interface ReportConstant {
  /** `spin/dispatch.raise`. */
  readonly id: string;
  readonly cycles: number;
  /** What it is spent for each of. */
  readonly unit: string;
  readonly origin: string;
  readonly source: string;
  /** The published cells that it is fitted to. */
  readonly fittedTo: readonly string[];
}
