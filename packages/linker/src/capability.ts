import { RespinError } from "@respin/hardware";

declare const type: unique symbol;

/** An opaque reference to a resource (SOSP'95, section 3.1): who holds it may name the resource, and sees nothing of it. */
export interface Capability<Name extends string> {
  /** Static only: no capability has a field. */
  readonly [type]: Name;
}

/**
 * The capabilities of one type. Only the module that implements the type holds this, and so makes them and sees behind them.
 * What it holds is the type: another of the same name makes and reveals others.
 *
 * Invariant L4: `reveal` gives a value only for the very object that `mint` returned for it, until that is revoked. It
 *   runs no code of what it is asked about.
 *   Kept by: a private field, which no look-alike, copy, proxy or heir has. Attacked by: capability.test.ts
 */
export interface Capabilities<Name extends string, T extends object> {
  /** A new capability for a value. */
  mint(value: T): Capability<Name>;
  /** What is behind a capability; undefined for anything else. Allocates nothing. */
  tryReveal(candidate: unknown): T | undefined;
  /**
   * What is behind a capability. Allocates nothing. Throws RSP_CAPABILITY for anything else, naming the procedure, the type
   * that it expects, and what it was given.
   */
  reveal(candidate: unknown, procedure: string): T;
  /** Nothing is behind this capability from now on. Returns whether anything was. */
  revoke(capability: Capability<Name>): boolean;
}

/** What makes a type one: this very object. */
interface Type<T extends object> {
  readonly name: string;
  readonly obtain: string;
  /** Static only. */
  readonly static?: T;
}

/**
 * The capabilities of all types. One class for all, with the type in a field: a class for each would give each a private
 * name of its own, and code that meets many names at one place is several times slower.
 */
class Opaque {
  readonly #type: Type<object>;
  /** Undefined when it was revoked. */
  #value: object | undefined;

  static {
    // Nothing leads from a capability to what makes them.
    Reflect.deleteProperty(this.prototype, "constructor");
    Object.freeze(this.prototype);
  }

  constructor(of: Type<object>, value: object) {
    this.#type = of;
    this.#value = value;
    Object.freeze(this);
  }

  /** The cast: what has the type `of` was minted with a value of it, which the comparison says and the compiler cannot see. */
  static reveal<T extends object>(of: Type<T>, candidate: unknown): T | undefined {
    return typeof candidate === "object" && candidate !== null && #type in candidate && candidate.#type === of
      ? (candidate.#value as T | undefined)
      : undefined;
  }

  static revoke(of: Type<object>, candidate: unknown): boolean {
    if (typeof candidate !== "object" || candidate === null || !(#type in candidate) || candidate.#type !== of) {
      return false;
    }
    const wasValid = candidate.#value !== undefined;
    candidate.#value = undefined;
    return wasValid;
  }

  static isOne(candidate: unknown): boolean {
    return typeof candidate === "object" && candidate !== null && #type in candidate;
  }

  /** What something is that is no valid capability of type `of`, without asking it. */
  static describe(of: Type<object>, candidate: unknown): string {
    if (candidate === undefined || candidate === null) return String(candidate);
    if (typeof candidate !== "object") return `a ${typeof candidate}`;
    if (!(#type in candidate)) return "another object";
    if (candidate.#type === of) return "one that was revoked";
    return `a capability ${candidate.#type.name}${candidate.#type.name === of.name ? " of another module" : ""}`;
  }
}

/**
 * Capabilities of a new type. `obtain` tells who was refused how to get one: "open one with Console.Open".
 *
 *     const consoles = defineCapabilities<State, "Console.T">("Console.T", "open one with Console.Open");
 *     const Open = () => consoles.mint(new State());
 *     const Write = (console: Capability<"Console.T">, line: string) => consoles.reveal(console, "Console.Write").write(line);
 */
export function defineCapabilities<T extends object, const Name extends string = string>(
  name: Name,
  obtain: string,
): Capabilities<Name, T> {
  const of: Type<T> = Object.freeze({ name, obtain });
  return Object.freeze({
    // The type has a field that no capability has: it only keeps one type from being taken for another.
    mint: (value: T) => new Opaque(of, value) as object as Capability<Name>,
    tryReveal: (candidate: unknown) => Opaque.reveal(of, candidate),
    reveal: (candidate: unknown, procedure: string): T => {
      const value = Opaque.reveal(of, candidate);
      if (value === undefined) throw refusal(of, candidate, procedure);
      return value;
    },
    revoke: (capability: Capability<Name>) => Opaque.revoke(of, capability),
  });
}

/** Whether something is a capability, of whatever type, revoked or not. Runs no code of it. */
export function isCapability(candidate: unknown): candidate is Capability<string> {
  return Opaque.isOne(candidate);
}

function refusal(of: Type<object>, candidate: unknown, procedure: string): RespinError {
  return new RespinError(
    "RSP_CAPABILITY",
    `${procedure}: expected a capability ${of.name}, not ${Opaque.describe(of, candidate)}; ${of.obtain}`,
  );
}
