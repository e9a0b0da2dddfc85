import { ByteSource } from "./byte-source.js";
import { readCsv } from "./csv.js";
import { detectFormat, refuseCompressed, type TraceFormat } from "./detect.js";
import { badSplit, empty } from "./failures.js";
import { readOracle } from "./oracle.js";
import { readPlain } from "./plain.js";
import { ReferenceString } from "./reference-string.js";

export { type TraceFormat, traceFormats } from "./detect.js";

/** References kept unless the caller says otherwise: 250 MB of them, and as much again for as many distinct pages. */
export const TRACE_REFERENCES_MAX = 50_000_000;

/** How a trace is read. */
export interface TraceOptions {
  /** Told by the file's content unless given (`--trace-format`). */
  readonly format?: TraceFormat | undefined;
  /** Page size in bytes (`--trace-split`): ids are then byte addresses and sizes are split into pages. */
  readonly split?: number | undefined;
  /** The most page references to accept. */
  readonly limit?: number | undefined;
}

/** A reference string that a user brought. */
export interface Trace {
  /** Distinct pages. */
  readonly pages: number;
  /** Page numbers 0 to pages - 1, in order of reference; a page is numbered when it is first seen. */
  readonly references: Int32Array;
  /** 1 where the reference of the same index writes, else 0. */
  readonly writes: Uint8Array;
  readonly format: TraceFormat;
  /** Records of the file; each is one reference, unless requests were split. */
  readonly records: number;
}

/**
 * Reads a reference string from a file or pipe, holding no more of it at once than one megabyte.
 *
 * Every record is one page reference. With `split`, ids are addresses, and a request of `size` bytes is one reference to
 * each page it touches, page = floor(address / split).
 * Throws RSP_TRACE_UNREADABLE, RSP_TRACE_EMPTY, RSP_TRACE_FORMAT, RSP_TRACE_LIMIT, RSP_TRACE_SPLIT.
 */
export function readTrace(file: string, options: TraceOptions = {}): Trace {
  const { split, limit = TRACE_REFERENCES_MAX } = options;
  if (split !== undefined && !(Number.isSafeInteger(split) && split > 0)) throw badSplit(split);
  const source = new ByteSource(file);
  try {
    refuseCompressed(source);
    const format = options.format ?? detectFormat(source);
    const into = new ReferenceString({ file, split, limit });
    if (format === "plain") readPlain(source, into);
    else if (format === "csv") readCsv(source, into, split !== undefined);
    else readOracle(source, into);
    if (into.records === 0) throw empty(file, "has no record");
    return { pages: into.pages, ...into.finish(), format, records: into.records };
  } finally {
    source.close();
  }
}
