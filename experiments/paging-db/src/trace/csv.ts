import { afterMark, HASH, isBlank, LINE_FEED, NUL, QUOTE, RETURN } from "./ascii.js";
import type { ByteSource } from "./byte-source.js";
import { type Columns, readHeader, splitQuoted } from "./csv-columns.js";
import { empty, malformedLine, malformedOffset, quoted } from "./failures.js";
import type { ReferenceString } from "./reference-string.js";
import { Word64 } from "./word64.js";

const LINE_BYTES_MAX = 1 << 16;
const COLUMNS_MAX = 1024;

const READS = ["r", "read", "get"];
const WRITES = ["w", "write", "set"];
/** By their letters in one number: decoding a string for every row took a fifth of the time. */
const OPERATIONS: ReadonlyMap<number, boolean> = new Map([
  ...READS.map((word) => [letters(Buffer.from(word), 0, word.length), false] as const),
  ...WRITES.map((word) => [letters(Buffer.from(word), 0, word.length), true] as const),
]);

/**
 * A CSV trace with a header; the columns are found by name. Blank lines and lines that begin with `#` are passed over.
 * A row is split where its bytes lie. Only a row with a quote in it goes through csv-parse: it is the careful
 * reader, and many times slower. A quoted field ends on its line. Throws RSP_TRACE_FORMAT with the line, RSP_TRACE_EMPTY.
 */
export function readCsv(source: ByteSource, into: ReferenceString, split: boolean): void {
  new CsvReader(source, into, split).read();
}

class CsvReader {
  readonly #source: ByteSource;
  readonly #into: ReferenceString;
  readonly #split: boolean;
  readonly #id = new Word64();
  readonly #size = new Word64();
  readonly #starts = new Int32Array(COLUMNS_MAX);
  readonly #ends = new Int32Array(COLUMNS_MAX);
  #columns: Columns | undefined;
  #line = 1;

  constructor(source: ByteSource, into: ReferenceString, split: boolean) {
    this.#source = source;
    this.#into = into;
    this.#split = split;
  }

  read(): void {
    let from = afterMark(this.#source.buffer, this.#source.end);
    let more = true;
    while (more || from < this.#source.end) {
      const to = this.#lineEnd(from);
      if (to === this.#source.end && more) {
        more = this.#source.refill(from);
        from = 0;
        continue;
      }
      this.#row(from, to);
      this.#line++;
      from = to + 1;
    }
    if (this.#columns === undefined) throw empty(this.#source.file, "has no header and no row");
  }

  #lineEnd(from: number): number {
    const { buffer, end, file } = this.#source;
    let to = from;
    while (to < end && buffer[to] !== LINE_FEED) to++;
    if (to - from > LINE_BYTES_MAX) {
      throw malformedLine(
        file,
        this.#line,
        `the line is longer than ${LINE_BYTES_MAX} bytes; expected one record a line`,
      );
    }
    return to;
  }

  #row(from: number, lineEnd: number): void {
    const { buffer, file } = this.#source;
    const to = lineEnd > from && buffer[lineEnd - 1] === RETURN ? lineEnd - 1 : lineEnd;
    let visible = to;
    while (visible > from && isBlank(buffer[visible - 1])) visible--;
    if (visible === from || buffer[from] === HASH) return;
    if (this.#columns === undefined) {
      this.#refuseNul(from, to);
      this.#columns = readHeader(file, this.#line, buffer.toString("utf8", from, to), this.#split);
      return;
    }
    const columns = this.#columns;
    const fields = this.#splitFields(from, to, columns);
    if (fields >= 0) this.#record(buffer, fields, columns);
    else this.#quotedRow(from, to, columns);
  }

  /** Notes where the fields lie and answers how many they are, or -1 if a quote is among them. */
  #splitFields(from: number, to: number, columns: Columns): number {
    const { buffer } = this.#source;
    const delimiter = columns.delimiter.charCodeAt(0);
    let field = 0;
    this.#starts[0] = from;
    for (let at = from; at < to; at++) {
      const byte = buffer[at];
      if (byte === delimiter) {
        this.#ends[field] = at;
        field = Math.min(field + 1, COLUMNS_MAX - 1);
        this.#starts[field] = at + 1;
      } else if (byte === QUOTE) {
        return -1;
      } else if (byte === NUL) {
        this.#refuseNul(from, to);
      }
    }
    this.#ends[field] = to;
    return field + 1;
  }

  #quotedRow(from: number, to: number, columns: Columns): void {
    const { buffer, file } = this.#source;
    this.#refuseNul(from, to);
    let fields: string[];
    try {
      fields = splitQuoted(buffer.toString("latin1", from, to), columns.delimiter);
    } catch {
      throw malformedLine(file, this.#line, `a quote that is not closed on its line, or stands inside a field`);
    }
    let at = 0;
    fields.slice(0, COLUMNS_MAX).forEach((field, index) => {
      this.#starts[index] = at;
      at += field.length;
      this.#ends[index] = at;
    });
    this.#record(Buffer.from(fields.join(""), "latin1"), fields.length, columns);
  }

  #record(bytes: Buffer, fields: number, columns: Columns): void {
    const { file } = this.#source;
    if (fields !== columns.count) {
      throw malformedLine(file, this.#line, `expected ${columns.count} fields as in the header, found ${fields}`);
    }
    if (!this.#number(this.#id, bytes, columns.id)) {
      throw this.#unexpected(bytes, columns.id, columns.idName, "a whole number from 0 to 2^64 - 1");
    }
    let size = 1;
    if (columns.size >= 0) {
      const known = this.#number(this.#size, bytes, columns.size) ? this.#size.toSafeNumber() : undefined;
      if (known === undefined) throw this.#unexpected(bytes, columns.size, "size", "bytes, a whole number below 2^53");
      size = known;
    }
    const write = columns.operation >= 0 && this.#isWrite(bytes, columns.operation);
    if (!this.#into.add(this.#id, size, write)) {
      throw malformedLine(file, this.#line, `the request ends beyond the address 2^64 - 1`);
    }
  }

  #number(into: Word64, bytes: Buffer, column: number): boolean {
    this.#trim(bytes, column);
    return into.parse(bytes, this.#starts[column], this.#ends[column]);
  }

  #trim(bytes: Buffer, column: number): void {
    let from = this.#starts[column];
    let to = this.#ends[column];
    while (from < to && isBlank(bytes[from])) from++;
    while (to > from && isBlank(bytes[to - 1])) to--;
    this.#starts[column] = from;
    this.#ends[column] = to;
  }

  #isWrite(bytes: Buffer, column: number): boolean {
    this.#trim(bytes, column);
    const write = OPERATIONS.get(letters(bytes, this.#starts[column], this.#ends[column]));
    if (write === undefined) throw this.#unexpected(bytes, column, "op", [...READS, ...WRITES].join(", "));
    return write;
  }

  #text(bytes: Buffer, column: number): string {
    return bytes.toString("latin1", this.#starts[column], this.#ends[column]).trim();
  }

  #unexpected(bytes: Buffer, column: number, name: string, expected: string): Error {
    const found = quoted(this.#text(bytes, column));
    return malformedLine(this.#source.file, this.#line, `column ${name}: expected ${expected}, found ${found}`);
  }

  #refuseNul(from: number, to: number): void {
    const { buffer, base, file } = this.#source;
    const nul = buffer.subarray(from, to).indexOf(NUL);
    if (nul >= 0) throw malformedOffset(file, base + from + nul, `a NUL byte on line ${this.#line}; expected text`);
  }
}

/** Up to six letters, whatever their case, as a number; -1 for every other text. */
function letters(bytes: Uint8Array, from: number, to: number): number {
  if (to - from > 6) return -1;
  let value = 0;
  for (let at = from; at < to; at++) {
    const letter = (bytes[at] | 0x20) - 0x60;
    if (letter < 1 || letter > 26) return -1;
    value = (value << 5) | letter;
  }
  return value;
}
