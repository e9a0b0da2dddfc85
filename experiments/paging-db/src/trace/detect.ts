import { afterMark, HASH, isBlank, LINE_FEED, NUL } from "./ascii.js";
import type { ByteSource } from "./byte-source.js";
import { empty, malformedFile, malformedOffset } from "./failures.js";
import { isPlausibleRecord, ORACLE_RECORD_BYTES } from "./oracle.js";

/** The formats that a trace may have. */
export const traceFormats = ["plain", "csv", "oracle"] as const;
export type TraceFormat = (typeof traceFormats)[number];

/** How much of the file decides, in bytes: whole oracleGeneral records. */
const SAMPLE_BYTES = ORACLE_RECORD_BYTES * 2730;

/**
 * Of a thousand bytes of text, none is a control character; of an oracleGeneral record at least 2 in 24 are zero or
 * 0xff, the top of the next access. Between the two lies text with a stray byte, whose reader says where it is.
 */
const STRAY_SHARE_MAX = 0.05;

/** How compressed files begin, and what takes the compression off. */
const COMPRESSIONS = [
  { name: "gzip", tool: "gunzip", magic: "\x1f\x8b\x08" },
  { name: "zstd", tool: "unzstd", magic: "\x28\xb5\x2f\xfd" },
  { name: "xz", tool: "unxz", magic: "\xfd7zXZ\x00" },
  { name: "bzip2", tool: "bunzip2", magic: "BZh91AY&SY" },
  { name: "lz4", tool: "unlz4", magic: "\x04\x22\x4d\x18" },
  { name: "zip", tool: "unzip", magic: "PK\x03\x04" },
] as const;

/** Tells the format by the first bytes of a file that is neither empty nor compressed. Throws RSP_TRACE_FORMAT. */
export function detectFormat(source: ByteSource): TraceFormat {
  const sample = source.buffer.subarray(0, Math.min(source.end, SAMPLE_BYTES));
  if (strayShare(sample) > STRAY_SHARE_MAX) return detectBinary(source.file, sample);
  const first = firstCharacter(sample);
  // A sample of nothing but comments says nothing yet; plain is the format that allows for any number of them.
  if (first === undefined) return "plain";
  const beginsNumber = /[\d.+-]/.test(first.character);
  if (beginsNumber && first.line.includes(",")) {
    throw malformedFile(
      source.file,
      "it looks like CSV without a header; put the names of the columns on the first line",
    );
  }
  return beginsNumber ? "plain" : "csv";
}

/** Refuses an empty file, and one that has to be decompressed first. Throws RSP_TRACE_EMPTY, RSP_TRACE_FORMAT. */
export function refuseCompressed(source: ByteSource): void {
  if (source.end === 0) throw empty(source.file, "is empty");
  const sample = source.buffer.subarray(0, Math.min(source.end, SAMPLE_BYTES));
  // The first field of an oracleGeneral record is a time, and may happen to equal such a mark.
  if (isOracle(sample)) return;
  const head = sample.toString("latin1", 0, 16);
  for (const { name, tool, magic } of COMPRESSIONS) {
    if (head.startsWith(magic)) {
      throw malformedFile(source.file, `it is compressed with ${name}; decompress it first (${tool})`);
    }
  }
}

function detectBinary(file: string, sample: Buffer): TraceFormat {
  if (isOracle(sample)) return "oracle";
  throw malformedOffset(
    file,
    Math.max(0, sample.findIndex(isStray)),
    `neither text nor oracleGeneral records of ${ORACLE_RECORD_BYTES} bytes; expected page numbers, CSV with a header, or oracleGeneral`,
  );
}

/** Whether every whole record of the sample could be one of a trace, and there is one. */
function isOracle(sample: Buffer): boolean {
  const view = new DataView(sample.buffer, sample.byteOffset, sample.byteLength);
  let at = 0;
  while (at + ORACLE_RECORD_BYTES <= sample.length) {
    if (!isPlausibleRecord(view, at)) return false;
    at += ORACLE_RECORD_BYTES;
  }
  return at > 0;
}

function strayShare(sample: Buffer): number {
  let stray = 0;
  for (const byte of sample) if (isStray(byte)) stray++;
  return sample.length === 0 ? 0 : stray / sample.length;
}

/** A byte that no UTF-8 text of a trace holds: a control character, or one beyond UTF-8. */
function isStray(byte: number): boolean {
  return byte === NUL || (byte < 0x20 && !isBlank(byte)) || byte === 0x7f || byte >= 0xf8;
}

/** The first character that is neither blank nor in a comment, and its line from there on. */
function firstCharacter(sample: Buffer): { character: string; line: string } | undefined {
  let at = afterMark(sample, sample.length);
  while (at < sample.length) {
    if (sample[at] === HASH) {
      while (at < sample.length && sample[at] !== LINE_FEED) at++;
    } else if (isBlank(sample[at])) {
      at++;
    } else {
      const lineEnd = sample.indexOf(LINE_FEED, at);
      const line = sample.toString("latin1", at, lineEnd < 0 ? sample.length : lineEnd);
      return { character: line.charAt(0), line };
    }
  }
  return undefined;
}
