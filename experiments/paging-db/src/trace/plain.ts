import { afterMark, HASH, isBlank, LINE_FEED, NUL, writeMark } from "./ascii.js";
import type { ByteSource } from "./byte-source.js";
import { malformedLine, malformedOffset, quoted } from "./failures.js";
import type { ReferenceString } from "./reference-string.js";
import { Word64 } from "./word64.js";

/** No 64-bit number with its mark comes near this; it keeps one endless word from filling the buffer. */
const WORD_BYTES_MAX = 256;

/**
 * Plain page numbers, apart by blanks or line ends; `#` begins a comment. A number may carry `w` or `r`, behind it
 * (`12w`) or as the next word of its line (`12 w`); without one it is a read. Numbers are decimal, or hexadecimal with `0x`.
 * Throws RSP_TRACE_FORMAT with the line.
 */
export function readPlain(source: ByteSource, into: ReferenceString): void {
  new PlainReader(source, into).read();
}

class PlainReader {
  readonly #source: ByteSource;
  readonly #into: ReferenceString;
  readonly #id = new Word64();
  #line = 1;
  /** The last number has no mark yet: the next word of its line may be one. */
  #unmarked = false;

  constructor(source: ByteSource, into: ReferenceString) {
    this.#source = source;
    this.#into = into;
  }

  read(): void {
    const { buffer } = this.#source;
    let at = afterMark(buffer, this.#source.end);
    let inComment = false;
    let more = true;
    while (more || at < this.#source.end) {
      if (at === this.#source.end) {
        more = this.#source.refill(at);
        at = 0;
        continue;
      }
      const byte = buffer[at];
      if (byte === LINE_FEED) {
        this.#flush();
        this.#line++;
        inComment = false;
        at++;
      } else if (inComment || isBlank(byte)) {
        at++;
      } else if (byte === HASH) {
        inComment = true;
      } else {
        const stop = this.#wordEnd(at);
        if (stop === this.#source.end && more) {
          more = this.#source.refill(at);
          at = 0;
          continue;
        }
        this.#word(at, stop);
        at = stop;
      }
    }
    this.#flush();
  }

  #wordEnd(from: number): number {
    const { buffer, end } = this.#source;
    const limit = Math.min(end, from + WORD_BYTES_MAX);
    let at = from + 1;
    while (at < limit && !isBlank(buffer[at]) && buffer[at] !== HASH) at++;
    if (at - from >= WORD_BYTES_MAX) throw this.#unexpected(from, at);
    return at;
  }

  #word(from: number, to: number): void {
    const { buffer } = this.#source;
    const mark = writeMark(buffer[to - 1]);
    if (mark !== undefined && to - from === 1 && this.#unmarked) {
      this.#add(mark);
      return;
    }
    this.#flush();
    if (!this.#id.parse(buffer, from, mark === undefined ? to : to - 1)) throw this.#unexpected(from, to);
    if (mark === undefined) this.#unmarked = true;
    else this.#add(mark);
  }

  #flush(): void {
    if (this.#unmarked) this.#add(false);
  }

  #add(write: boolean): void {
    this.#unmarked = false;
    this.#into.add(this.#id, 1, write);
  }

  #unexpected(from: number, to: number): Error {
    const { file, buffer, base } = this.#source;
    const nul = buffer.subarray(from, to).indexOf(NUL);
    if (nul >= 0) {
      return malformedOffset(file, base + from + nul, `a NUL byte on line ${this.#line}; expected text`);
    }
    return malformedLine(
      file,
      this.#line,
      `expected a page number (a whole number from 0 to 2^64 - 1, then perhaps r or w), found ${quoted(buffer.toString("latin1", from, to))}`,
    );
  }
}
