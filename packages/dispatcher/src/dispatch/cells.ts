import type { Reference } from "../declared/types.js";

/** What is in a cell, and how to put something there: past whatever its holder did to it. */
export let valueOf: (cell: Cell) => unknown;
export let putValue: (cell: Cell, value: unknown) => void;

/** An argument by reference, as a filter's handler holds it. */
export class Cell implements Reference<unknown> {
  #value: unknown = undefined;

  static {
    valueOf = (cell) => cell.#value;
    putValue = (cell, value) => void (cell.#value = value);
    Reflect.deleteProperty(this.prototype, "constructor");
  }

  constructor() {
    Object.freeze(this);
  }

  get value(): unknown {
    return this.#value;
  }

  set value(value: unknown) {
    this.#value = value;
  }
}
Object.freeze(Cell.prototype);

/** References to the arguments of one call of a filter, and what these were. */
export interface Borrowed {
  readonly references: readonly Cell[];
  readonly originals: unknown[];
}

/**
 * The references that a filter's handler is given, used again at each raise so that none allocates. A raise that begins
 * while another is inside the same handler takes others.
 */
export class Cells {
  /** The parameters that are taken by reference, by position. */
  readonly parameters: readonly number[];
  readonly #free: Borrowed[] = [];

  constructor(parameters: readonly number[]) {
    this.parameters = parameters;
  }

  take(): Borrowed {
    return (
      this.#free.pop() ?? {
        references: this.parameters.map(() => new Cell()),
        originals: this.parameters.map(() => undefined),
      }
    );
  }

  /** Put references in the place of the arguments. */
  lend(args: unknown[]): Borrowed {
    const borrowed = this.take();
    for (let n = 0; n < this.parameters.length; n++) {
      const value = args[this.parameters[n]];
      borrowed.originals[n] = value;
      putValue(borrowed.references[n], value);
      args[this.parameters[n]] = borrowed.references[n];
    }
    return borrowed;
  }

  /** Put values in the place of the references: what the filter made of them, or what they were. */
  settle(args: unknown[], borrowed: Borrowed, accepted: boolean): void {
    for (let n = 0; n < this.parameters.length; n++) {
      args[this.parameters[n]] = accepted ? valueOf(borrowed.references[n]) : borrowed.originals[n];
    }
    this.giveBack(borrowed);
  }

  giveBack(borrowed: Borrowed): void {
    for (let n = 0; n < this.parameters.length; n++) {
      borrowed.originals[n] = undefined;
      putValue(borrowed.references[n], undefined);
    }
    this.#free.push(borrowed);
  }
}
