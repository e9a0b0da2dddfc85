import type { ByteFiles } from "../byte-files.js";

/** Files of which one operation, or every one from it on, throws what it is told to; for fault loops. */
export class FailingFiles implements ByteFiles {
  readonly #files: ByteFiles;
  readonly #failAt: number;
  readonly #forGood: boolean;
  readonly #thrown: unknown;
  #operations = 0;

  constructor(files: ByteFiles, failAt: number, forGood: boolean, thrown: unknown) {
    this.#files = files;
    this.#failAt = failAt;
    this.#forGood = forGood;
    this.#thrown = thrown;
  }

  /** Whether an operation has thrown. */
  get failed(): boolean {
    return this.#operations >= this.#failAt;
  }

  #count(): ByteFiles {
    this.#operations++;
    if (this.#operations === this.#failAt || (this.#forGood && this.failed)) throw this.#thrown;
    return this.#files;
  }

  open(name: string, create: boolean): number | undefined {
    return this.#count().open(name, create);
  }
  exists(name: string): boolean {
    return this.#count().exists(name);
  }
  remove(name: string): void {
    this.#count().remove(name);
  }
  size(file: number): number {
    return this.#count().size(file);
  }
  read(file: number, into: Uint8Array, offset: number): number {
    return this.#count().read(file, into, offset);
  }
  write(file: number, from: Uint8Array, offset: number): void {
    this.#count().write(file, from, offset);
  }
  truncate(file: number, bytes: number): void {
    this.#count().truncate(file, bytes);
  }
  sync(file: number): void {
    this.#count().sync(file);
  }
  compute(steps: number): void {
    this.#count().compute(steps);
  }
  advise(file: number, pattern: "random" | "sequential"): void {
    this.#count().advise(file, pattern);
  }
}
