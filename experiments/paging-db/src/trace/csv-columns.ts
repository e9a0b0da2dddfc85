import { parse } from "csv-parse/sync";
import { malformedLine, quoted } from "./failures.js";

/** The names that a column may go by; where a header has several, the first of the list is read. */
const PAGE_NAMES = ["page", "obj_id", "id", "key", "block", "lba", "address", "offset"] as const;
/** Bytes are split into pages: a column of addresses then says more than one of numbers. */
const ADDRESS_NAMES = ["address", "offset", "lba", "block", "obj_id", "id", "key", "page"] as const;
const SIZE_NAMES = ["size", "obj_size"] as const;
const OPERATION_NAMES = ["op", "operation"] as const;
const DELIMITERS = [",", ";", "\t"] as const;

/** Which field of a row holds what; -1 where the file has no such column. */
export interface Columns {
  readonly delimiter: string;
  readonly count: number;
  readonly id: number;
  readonly idName: string;
  readonly size: number;
  readonly operation: number;
}

/** What the header of a CSV trace may name, for messages. */
const LOOKED_FOR = `${PAGE_NAMES.join(", ")} (and size, op, time if there are such)`;

/** The fields of one line. Throws csv-parse's error for a quote that is not closed or stands inside a field. */
export function splitQuoted(line: string, delimiter: string): string[] {
  const rows: string[][] = parse(line, { delimiter, trim: true, relax_column_count: true });
  return rows[0] ?? [];
}

/** Finds the columns in a header line, whatever the case of its names. Throws RSP_TRACE_FORMAT. */
export function readHeader(file: string, line: number, header: string, split: boolean): Columns {
  const delimiter = DELIMITERS.find((candidate) => header.includes(candidate)) ?? ",";
  let names: string[];
  try {
    names = splitQuoted(header, delimiter).map(normal);
  } catch {
    throw malformedLine(file, line, `the header ${quoted(header)} has a quote that is not closed`);
  }
  const column = (candidates: readonly string[]): number => {
    const name = candidates.find((candidate) => names.includes(candidate));
    if (name === undefined) return -1;
    const index = names.indexOf(name);
    if (names.lastIndexOf(name) !== index) throw malformedLine(file, line, `the header names the column ${name} twice`);
    return index;
  };
  const id = column(split ? ADDRESS_NAMES : PAGE_NAMES);
  if (id < 0) {
    throw malformedLine(
      file,
      line,
      `expected a header with one of the columns ${LOOKED_FOR}, found ${quoted(header.trim())}`,
    );
  }
  const size = split ? column(SIZE_NAMES) : -1;
  return { delimiter, count: names.length, id, idName: names[id] ?? "", size, operation: column(OPERATION_NAMES) };
}

function normal(name: string): string {
  return name
    .trim()
    .toLowerCase()
    .replace(/[\s-]+/g, "_");
}
