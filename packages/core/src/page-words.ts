import { invariant, RespinError, type Cost, type FrameNumber, type Machine } from "@respin/hardware";
import type { FrameMappings } from "./frame-mappings.js";
import type { Page } from "./interfaces.js";

/**
 * What arrays of words really are: a caller may have put properties of its own before those of the type, which would be
 * given all of memory to look at.
 */
const typedArray = Object.getPrototypeOf(Int32Array.prototype) as object;
const typeOf = getter(typedArray, Symbol.toStringTag);
const lengthOf = getter(typedArray, "length") as (array: Int32Array) => number;
const set = Int32Array.prototype.set;
/** Nothing is copied for no words: those may be of a buffer that was given away. */
const setWords = (into: Int32Array, from: Int32Array): void => {
  if (lengthOf(from) > 0) Reflect.apply(set, into, [from]);
};

function getter(of: object, name: PropertyKey): (array: unknown) => unknown {
  const get = Reflect.getOwnPropertyDescriptor(of, name)?.get;
  invariant(get !== undefined, "typed arrays have what the language says they have");
  return (array) => Reflect.apply(get, array, []) as unknown;
}

/** Copies of up to so many words are made one by one. */
const fewWords = 16;

/** The contents of pages, as whoever holds their capabilities fills, reads and writes them. */
export class PageWords {
  readonly #machine: Machine;
  readonly #mappings: FrameMappings;
  readonly #frameOf: (page: Page, procedure: string) => FrameNumber;
  readonly #zero: Cost;
  readonly #access: Cost;

  /** `frameOf` gives the frame behind a page, or throws RSP_PAGE. */
  constructor(machine: Machine, mappings: FrameMappings, frameOf: (page: Page, procedure: string) => FrameNumber) {
    this.#machine = machine;
    this.#mappings = mappings;
    this.#frameOf = frameOf;
    this.#zero = machine.costs.named("zero.quadword");
    this.#access = machine.costs.named("memory.access");
  }

  /** Fill a page with zeros. Costs a store for each 8 bytes. */
  zero(page: Page): void {
    const bytes = this.#machine.memory.frame(this.#frameOf(page, "PhysAddr.Zero"));
    this.#machine.spend(this.#zero, bytes.length / 8);
    bytes.fill(0);
  }

  /** Copy words of a page, from the given one on, into the caller's. Costs an access for each. Throws RSP_PAGE_WORDS. */
  read(page: Page, at: number, into: Int32Array): void {
    const { words } = this.#machine.memory;
    const first = this.#firstWord(page, at, into, "PhysAddr.Read");
    const count = lengthOf(into);
    // A few are copied one by one: a view of memory for them would have to be made first.
    if (count > fewWords) setWords(into, words.subarray(first, first + count));
    else for (let n = 0; n < count; n++) into[n] = words[first + n];
  }

  /** Copy the caller's words into a page, from the given word on. Costs an access for each. Throws RSP_PAGE_WORDS. */
  write(page: Page, at: number, from: Int32Array): void {
    const { words } = this.#machine.memory;
    const first = this.#firstWord(page, at, from, "PhysAddr.Write");
    const count = lengthOf(from);
    if (count > 0) this.#mappings.setDirty(this.#frameOf(page, "PhysAddr.Write"));
    if (count > fewWords) setWords(words.subarray(first, first + count), from);
    else for (let n = 0; n < count; n++) words[first + n] = from[n];
  }

  /**
   * Where in memory the words of a page are that a copy is of. What the caller gave is looked at only by what belongs to its
   * type.
   */
  #firstWord(page: Page, at: number, copy: Int32Array, procedure: string): number {
    const { frameBytes } = this.#machine.memory;
    const frame = this.#frameOf(page, procedure);
    const count = typeOf(copy) === "Int32Array" ? lengthOf(copy) : -1;
    if (!Number.isSafeInteger(at) || at < 0 || count < 0 || at + count > frameBytes / 4) {
      throw new RespinError(
        "RSP_PAGE_WORDS",
        `${procedure}: the words asked for are not all in a page of ${frameBytes / 4}; give the first one's number and an Int32Array`,
      );
    }
    this.#machine.spend(this.#access, count);
    return (frame * frameBytes) / 4 + at;
  }
}
