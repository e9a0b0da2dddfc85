import type { Application, FileNumber, System, Waiting } from "@respin/systems";
import type { ByteFiles } from "./byte-files.js";

/** A page that the files touched. */
export interface PageUse {
  readonly file: string;
  readonly page: number;
  readonly write: boolean;
  /** It lay beyond the end of the file, or was overwritten whole: nothing of it had to be read. */
  readonly fresh: boolean;
  readonly bytes: Uint8Array;
}

/** Told of each page that the files touch, in order. */
export type PageObserver = (use: PageUse) => void;

/**
 * Byte-addressed files over an application's paged files on one of the systems. SQLite cannot yield, so each call that has
 * to wait runs the machine until it is done.
 */
export class SystemFiles implements ByteFiles {
  readonly #system: System;
  readonly #application: Application;
  readonly #pageBytes: number;
  readonly #observer: PageObserver | undefined;
  readonly #files = new Map<string, FileNumber>();
  readonly #declared: ReadonlySet<string>;

  constructor(system: System, application: Application, observer?: PageObserver) {
    this.#system = system;
    this.#application = application;
    this.#pageBytes = system.kernel.machine.memory.frameBytes;
    this.#observer = observer;
    this.#declared = new Set(system.kernel.store.files.map(({ name }) => name));
  }

  open(name: string, create: boolean): number | undefined {
    if (!this.#declared.has(name)) return undefined;
    const file = this.#file(name);
    if (this.#application.exists(file)) return file;
    if (!create) return undefined;
    this.#run(this.#application.resize(file, 0));
    return file;
  }

  exists(name: string): boolean {
    return this.#declared.has(name) && this.#application.exists(this.#file(name));
  }

  remove(name: string): void {
    this.#run(this.#application.remove(this.#file(name)));
  }

  size(file: number): number {
    return this.#application.size(file);
  }

  read(file: number, into: Uint8Array, offset: number): number {
    const length = Math.max(0, Math.min(into.length, this.size(file) - offset));
    for (let done = 0; done < length;) {
      const { page, at, part } = this.#part(offset + done, length - done);
      const bytes = this.#use(file, page, false, false);
      into.set(bytes.subarray(at, at + part), done);
      done += part;
    }
    this.#application.compute("program.copy", Math.ceil(length / 8));
    return length;
  }

  write(file: number, from: Uint8Array, offset: number): void {
    const size = this.size(file);
    if (offset > size) this.#zero(file, size, offset);
    for (let done = 0; done < from.length;) {
      const { page, at, part } = this.#part(offset + done, from.length - done);
      const bytes = this.#use(file, page, true, part === this.#pageBytes);
      bytes.set(from.subarray(done, done + part), at);
      done += part;
    }
    this.#application.compute("program.copy", Math.ceil(from.length / 8));
    if (offset + from.length > size) this.#run(this.#application.resize(file, offset + from.length));
  }

  truncate(file: number, bytes: number): void {
    const size = this.size(file);
    // What is cut off inside the last page must read as zeros if the file grows over it again.
    if (bytes < size) this.#zero(file, bytes, Math.min(size, Math.ceil(bytes / this.#pageBytes) * this.#pageBytes));
    this.#run(this.#application.resize(file, bytes));
  }

  sync(file: number): void {
    this.#run(this.#application.sync(file));
  }

  compute(steps: number): void {
    this.#application.compute("program.step", steps);
  }

  advise(file: number, pattern: "random" | "sequential"): void {
    this.#run(this.#application.advise(file, pattern));
  }

  #zero(file: FileNumber, from: number, to: number): void {
    for (let done = from; done < to;) {
      const { page, at, part } = this.#part(done, to - done);
      this.#use(file, page, true, part === this.#pageBytes).fill(0, at, at + part);
      done += part;
    }
  }

  /** The bytes of a page, in memory. They are good until the next call. */
  #use(file: FileNumber, page: number, write: boolean, overwrite: boolean): Uint8Array {
    const application = this.#application;
    if (!application.access(file, page, write)) this.#run(application.wait(file, page, write, overwrite));
    const bytes = application.bytes();
    this.#observer?.({
      file: this.#nameOf(file),
      page,
      write,
      fresh: overwrite || page * this.#pageBytes >= this.size(file),
      bytes,
    });
    return bytes;
  }

  #part(offset: number, rest: number): { readonly page: number; readonly at: number; readonly part: number } {
    const page = Math.floor(offset / this.#pageBytes);
    const at = offset - page * this.#pageBytes;
    return { page, at, part: Math.min(rest, this.#pageBytes - at) };
  }

  #nameOf(file: FileNumber): string {
    const [name] = [...this.#files].find(([, number]) => number === file) ?? [""];
    return name;
  }

  #file(name: string): FileNumber {
    const known = this.#files.get(name);
    if (known !== undefined) return known;
    const file = this.#run(this.#application.open(name));
    this.#files.set(name, file);
    return file;
  }

  #run<Result>(program: Waiting<Result>): Result {
    return this.#system.run(this.#application, program);
  }
}
