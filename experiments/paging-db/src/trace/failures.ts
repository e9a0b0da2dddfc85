import { RespinError } from "@respin/systems";

/** The longest piece of a file that an error repeats, in characters. */
const QUOTED_MAX = 40;

/** The file cannot be opened or read at all. Code RSP_TRACE_UNREADABLE. */
export function unreadable(file: string, why: string): RespinError {
  return new RespinError("RSP_TRACE_UNREADABLE", `cannot read the trace ${oneLine(file)}: ${why}`);
}

/** The file holds no reference. Code RSP_TRACE_EMPTY. */
export function empty(file: string, why: string): RespinError {
  return new RespinError("RSP_TRACE_EMPTY", `the trace ${oneLine(file)} ${why}; expected at least one page reference`);
}

/** The file as a whole is not a trace. Code RSP_TRACE_FORMAT. */
export function malformedFile(file: string, what: string): RespinError {
  return new RespinError("RSP_TRACE_FORMAT", `${oneLine(file)}: ${what}`);
}

/** One line of a text trace is wrong; lines count from 1. Code RSP_TRACE_FORMAT. */
export function malformedLine(file: string, line: number, what: string): RespinError {
  return new RespinError("RSP_TRACE_FORMAT", `${oneLine(file)}, line ${line}: ${what}`);
}

/** One place of a binary trace is wrong; offsets are in bytes from 0. Code RSP_TRACE_FORMAT. */
export function malformedOffset(file: string, offset: number, what: string): RespinError {
  return new RespinError("RSP_TRACE_FORMAT", `${oneLine(file)}, byte ${offset}: ${what}`);
}

/** More references than the reader was told to keep. Code RSP_TRACE_LIMIT. */
export function tooLong(file: string, limit: number): RespinError {
  return new RespinError(
    "RSP_TRACE_LIMIT",
    `the trace ${oneLine(file)} has more than ${limit} page references; cut it, or split it into larger pages`,
  );
}

/** `--trace-split` is not a page size. Code RSP_TRACE_SPLIT. */
export function badSplit(split: number): RespinError {
  return new RespinError(
    "RSP_TRACE_SPLIT",
    `--trace-split ${split} is not a page size; expected a whole number of bytes from 1 to ${Number.MAX_SAFE_INTEGER}`,
  );
}

/** A piece of a file, in quotes, without control characters and not longer than a line can bear. */
export function quoted(text: string): string {
  return JSON.stringify(text.length > QUOTED_MAX ? `${text.slice(0, QUOTED_MAX)}…` : text);
}

/** A path may hold a line break, a message may not. */
function oneLine(path: string): string {
  return path.replace(/\p{Cc}/gu, "?");
}
