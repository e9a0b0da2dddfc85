import { Protection } from "@respin/hardware";
import type { Waiting } from "@respin/linker";
import type { Stopwatch } from "../workbench/taken.js";
import type { UserProgram } from "./program.js";

/** How faults are answered. The page that met one may be stored to from then on, whatever else is done. */
export interface Answer {
  /** Where in the handler the stopwatch is stopped. */
  readonly stops: "never" | "entry" | "end";
  /** Whether the page behind it, or the first behind the last, is read-only from then on (Appel1). */
  readonly protectsNext: boolean;
}

/** A program that manages its own memory on some system: it changes what its pages allow, and its handler answers faults. */
export interface ManagedMemory {
  readonly program: UserProgram;
  /** Started by who measures, and stopped by the handler where that says so. */
  readonly watch: Stopwatch;
  /** How the handler answers from now on; unless said, it only enables the page. */
  answer(how: Answer): void;
  /**
   * Change what pages allow, at the program's wish. `timed`: with the stopwatch running in whoever does it for the program
   * (extension, library or pager), around what it asks of the kernel. Throws RSP_REGION, RSP_PROTECTION.
   */
  protect(first: number, pages: number, protection: Protection, timed?: boolean): Waiting<unknown>;
  /** Ask what a page allows, with the stopwatch running likewise. Undefined where nobody can. */
  readonly examine?: ((page: number) => Waiting<unknown>) | undefined;
  /** Faults that the handler has answered, and the page that met the last; -1 if none did. */
  handled(): { readonly faults: number; readonly page: number };
}

/** A handler that is not in a kernel: it counts what it answers, and changes protection by what its system has for that. */
export class FaultHandler {
  faults = 0;
  page = -1;
  how: Answer = { stops: "never", protectsNext: false };
  readonly #watch: Stopwatch;
  readonly #pages: number;
  readonly #protect: (page: number, protection: Protection) => Waiting<unknown>;

  constructor(watch: Stopwatch, pages: number, protect: (page: number, protection: Protection) => Waiting<unknown>) {
    this.#watch = watch;
    this.#pages = pages;
    this.#protect = protect;
  }

  *onFault(page: number): Waiting {
    const { stops, protectsNext } = this.how;
    if (stops === "entry") this.#watch.stop();
    this.faults++;
    this.page = page;
    yield* this.#protect(page, Protection.readWrite);
    if (protectsNext) yield* this.#protect((page + 1) % this.#pages, Protection.read);
    if (stops === "end") this.#watch.stop();
  }
}

/** Some work with the stopwatch running, or without. */
export function* timedBy<Result>(watch: Stopwatch, timed: boolean, work: Waiting<Result>): Waiting<Result> {
  if (timed) watch.start();
  const result = yield* work;
  if (timed) watch.stop();
  return result;
}
