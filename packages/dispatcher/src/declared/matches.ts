import { DispatchError } from "../errors.js";

/** What a declared match reads of an argument. */
export type Source =
  | { readonly kind: "argument" }
  | { readonly kind: "property"; readonly property: string }
  | { readonly kind: "field"; readonly offset: number; readonly width: number; readonly mask: number };

/** Whether a guard is a declared match, and not only looks like one. */
export let isMatch: (guard: unknown) => guard is Match;

/**
 * A guard as data: a binding's handler runs only if what is read equals the value. What cannot be read (a property of
 * nothing, a field past the end of a packet) equals nothing. A match never throws, and comes before the predicates.
 */
export class Match {
  /** The parameter's name. */
  readonly argument: string;
  readonly source: Source;
  readonly value: unknown;
  /** Only those below make one: generated code relies on what they have checked. */
  readonly #made = true;

  static {
    isMatch = (guard): guard is Match => typeof guard === "object" && guard !== null && #made in guard && guard.#made;
    Reflect.deleteProperty(this.prototype, "constructor");
    Object.freeze(this.prototype);
  }

  constructor(argument: string, source: Source, value: unknown) {
    this.argument = argument;
    this.source = Object.freeze(source);
    this.value = value;
    Object.freeze(this);
  }
}

function refused(what: string, remedy: string): DispatchError {
  return new DispatchError("RSP_DISPATCH_MATCH", `${what} cannot be matched; ${remedy}`);
}

function comparable(argument: string, value: unknown): unknown {
  if (value !== value) throw refused(`${argument} with NaN`, "nothing equals it: use a predicate");
  return value;
}

const theArgument: Source = Object.freeze({ kind: "argument" });

/** The argument is the value (`===`): a primitive, or one and the same object. Throws RSP_DISPATCH_MATCH for NaN. */
export function argumentIs(argument: string, value: unknown): Match {
  return new Match(argument, theArgument, comparable(argument, value));
}

/** A property of the argument is the value (`===`). Throws RSP_DISPATCH_MATCH for NaN. */
export function propertyIs(argument: string, property: string, value: unknown): Match {
  if (typeof property !== "string") throw refused(`a property of ${argument}`, "name it by a string");
  return new Match(argument, { kind: "property", property }, comparable(argument, value));
}

/** Where a field is in a packet: bytes from its start, 1 to 4 bytes wide, the most significant first. */
export interface Field {
  readonly offset: number;
  readonly width: 1 | 2 | 3 | 4;
  /** The bits that count; all, unless said. */
  readonly mask?: number;
}

/** The masked bits of a field of a packet (a Uint8Array) are the value. Throws RSP_DISPATCH_MATCH if they never can be. */
export function fieldIs(argument: string, field: Field, value: number): Match {
  const { offset, width } = field;
  const all = 2 ** (8 * width) - 1;
  const mask = field.mask ?? all;
  const what = `field of ${width} bytes at ${offset} of ${argument}`;
  if (!Number.isSafeInteger(offset) || offset < 0) throw refused(what, "its offset is 0 or more");
  if (![1, 2, 3, 4].includes(width)) throw refused(what, "its width is 1 to 4 bytes");
  if (!Number.isSafeInteger(mask) || mask < 1 || mask > all) throw refused(what, `its mask is 1 to ${all}`);
  if (!Number.isSafeInteger(value) || value < 0 || (value & mask) >>> 0 !== value) {
    throw refused(`${what} with ${value}`, `give a value that the mask ${mask} leaves as it is`);
  }
  return new Match(argument, { kind: "field", offset, width, mask }, value);
}

/** What is read when there is nothing to read: equal to no value. */
export const UNREADABLE: unique symbol = Symbol("unreadable");

// As the host has them: a packet cannot answer for itself what it is and how long.
const typedArray: object = Object.getPrototypeOf(Uint8Array.prototype);
const tagOf = Object.getOwnPropertyDescriptor(typedArray, Symbol.toStringTag)?.get;
const lengthOf = Object.getOwnPropertyDescriptor(typedArray, "length")?.get;

/** Whether a value is a packet of at least so many bytes. */
export function hasBytes(value: unknown, bytes: number): value is Uint8Array {
  return tagOf?.call(value) === "Uint8Array" && lengthOf?.call(value) >= bytes;
}

/** How a match reads its argument. It throws nothing. */
export type Reader = (argument: unknown) => unknown;

const same: Reader = (argument) => argument;

/** The reader of a source. */
export function readerOf(source: Source): Reader {
  switch (source.kind) {
    case "argument":
      return same;
    case "property": {
      const { property } = source;
      return (argument) => {
        if (argument === undefined || argument === null) return UNREADABLE;
        try {
          return (argument as Readonly<Record<string, unknown>>)[property];
        } catch {
          return UNREADABLE;
        }
      };
    }
    case "field": {
      const { offset, width, mask } = source;
      const end = offset + width;
      return (argument) => {
        if (!hasBytes(argument, end)) return UNREADABLE;
        let value = 0;
        for (let at = offset; at < end; at++) value = (value << 8) | argument[at];
        return (value & mask) >>> 0;
      };
    }
  }
}

/** Two sources of one argument that read the same have the same key. */
export function keyOf(source: Source): string {
  switch (source.kind) {
    case "argument":
      return "argument";
    case "property":
      return `property ${source.property}`;
    case "field":
      return `field ${source.offset} ${source.width} ${source.mask}`;
  }
}
