import type { ByteSource } from "./byte-source.js";
import { malformedOffset } from "./failures.js";
import type { ReferenceString } from "./reference-string.js";
import { Word64 } from "./word64.js";

/**
 * libCacheSim's oracleGeneral: packed little-endian records of 24 bytes, as its FAQ.md and
 * traceReader/customizedReader/oracle/oracleGeneralBin.h (github.com/1a1a11a/libCacheSim) give them:
 * uint32 time, uint64 object, uint32 size, int64 next access. An object that is not accessed again has -1 there, or
 * the greatest int64, which libCacheSim reads alike.
 */
export const ORACLE_RECORD_BYTES = 24;
const OBJECT_AT = 4;
const SIZE_AT = 12;
const NEXT_AT = 16;

/**
 * No trace has 2^48 records, and noise passes this test once in 32,000 times. The bound is not the file's own
 * number of records: in a trace cut short, the next access may lie behind the end.
 */
const NEXT_HI_END = 0x1_0000;
const ALL_ONES = 0xffff_ffff;

/** Whether the record at `at` has a next access that a trace can have. */
export function isPlausibleRecord(view: DataView, at: number): boolean {
  const lo = view.getUint32(at + NEXT_AT, true);
  const hi = view.getUint32(at + NEXT_AT + 4, true);
  return hi < NEXT_HI_END || (lo === ALL_ONES && (hi === ALL_ONES || hi === 0x7fff_ffff));
}

/** Reads oracleGeneral records; all are reads, for the format has no operation. Throws RSP_TRACE_FORMAT with the offset. */
export function readOracle(source: ByteSource, into: ReferenceString): void {
  const { buffer, file } = source;
  const view = new DataView(buffer.buffer, buffer.byteOffset, buffer.byteLength);
  const id = new Word64();
  let at = 0;
  do {
    for (at = 0; at + ORACLE_RECORD_BYTES <= source.end; at += ORACLE_RECORD_BYTES) {
      if (!isPlausibleRecord(view, at)) {
        const next = view.getBigInt64(at + NEXT_AT, true);
        throw malformedOffset(
          file,
          source.base + at + NEXT_AT,
          `expected the next access of an oracleGeneral record (a record's number, or -1 for never), found ${next}`,
        );
      }
      id.lo = view.getUint32(at + OBJECT_AT, true);
      id.hi = view.getUint32(at + OBJECT_AT + 4, true);
      if (!into.add(id, view.getUint32(at + SIZE_AT, true), false)) {
        throw malformedOffset(file, source.base + at, `the request ends beyond the address 2^64 - 1`);
      }
    }
  } while (source.refill(at));
  if (source.end > 0) {
    throw malformedOffset(
      file,
      source.base,
      `the file ends inside a record: expected ${ORACLE_RECORD_BYTES} bytes of oracleGeneral, found ${source.end}`,
    );
  }
}
