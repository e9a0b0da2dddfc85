import { closeSync, fstatSync, openSync, readSync } from "node:fs";
import { unreadable } from "./failures.js";

/** Bytes held at once; every line and token limit of the readers is far below it. */
const BUFFER_BYTES = 1 << 20;

/**
 * The bytes of a file or pipe, in order, through one buffer of fixed size: memory does not grow with the file.
 * A reader works on `buffer[0 .. end)`, then calls `refill` with the first byte that it still needs.
 */
export class ByteSource {
  readonly file: string;
  readonly buffer: Buffer = Buffer.allocUnsafe(BUFFER_BYTES);
  readonly #descriptor: number;
  #end = 0;
  #base = 0;
  #exhausted = false;

  /** Opens the file and fills the buffer. Throws RSP_TRACE_UNREADABLE. */
  constructor(file: string) {
    this.file = file;
    this.#descriptor = this.#attempt(() => openSync(file, "r"));
    try {
      if (this.#attempt(() => fstatSync(this.#descriptor)).isDirectory()) {
        throw unreadable(file, "it is a directory; name a file");
      }
      this.refill(0);
    } catch (error) {
      this.close();
      throw error;
    }
  }

  /** How many bytes of the buffer are filled. */
  get end(): number {
    return this.#end;
  }

  /** The offset in the file of the buffer's first byte. */
  get base(): number {
    return this.#base;
  }

  /**
   * Moves the bytes from `keepFrom` on to the front and fills up behind them. Answers whether new bytes came;
   * false means the end of the file. Throws RSP_TRACE_UNREADABLE.
   */
  refill(keepFrom: number): boolean {
    this.buffer.copyWithin(0, keepFrom, this.#end);
    this.#base += keepFrom;
    this.#end -= keepFrom;
    const before = this.#end;
    while (!this.#exhausted && this.#end < BUFFER_BYTES) {
      const count = this.#attempt(() =>
        readSync(this.#descriptor, this.buffer, this.#end, BUFFER_BYTES - this.#end, null),
      );
      this.#exhausted = count === 0;
      this.#end += count;
    }
    return this.#end > before;
  }

  close(): void {
    closeSync(this.#descriptor);
  }

  #attempt<T>(operation: () => T): T {
    try {
      return operation();
    } catch (error) {
      throw unreadable(this.file, reason(error));
    }
  }
}

const REASONS: Readonly<Record<string, string>> = {
  ENOENT: "there is no such file",
  ENOTDIR: "there is no such file",
  EACCES: "permission denied",
  EPERM: "permission denied",
  EISDIR: "it is a directory; name a file",
};

function reason(error: unknown): string {
  if (error instanceof Error && "code" in error && typeof error.code === "string") {
    return REASONS[error.code] ?? `the file system answered ${error.code}`;
  }
  return error instanceof Error ? error.message : String(error);
}
