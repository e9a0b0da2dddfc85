import { createHash } from "node:crypto";

/**
 * Interfaces, declared once as a value (design section 4). From the declaration follow the static types, the
 * fingerprint that the linker compares, the event that each procedure is, and the stubs at a boundary.
 */

/** The type of a parameter or result: its name in the fingerprint, its words in a message, and its static type. */
export interface TypeToken<T> {
  readonly name: string;
  /** 32-bit words that a value takes in a message. */
  readonly words: number;
  /** Static only. */
  readonly static?: T;
}

export const integer: TypeToken<number> = { name: "integer", words: 1 };
export const flag: TypeToken<boolean> = { name: "flag", words: 1 };
export const text: TypeToken<string> = { name: "text", words: 16 };
export const nothing: TypeToken<void> = { name: "nothing", words: 0 };

/** An opaque reference of the given name. In a message it is one word: an externalized reference or a port name. */
export function capability<T>(name: string): TypeToken<T> {
  return { name, words: 1 };
}

type Types<Tokens extends readonly TypeToken<unknown>[]> = {
  -readonly [K in keyof Tokens]: Tokens[K] extends TypeToken<infer T> ? T : never;
};

/** One procedure of an interface. */
export interface Procedure<Args extends readonly unknown[], Result> {
  readonly parameters: readonly TypeToken<unknown>[];
  readonly result: TypeToken<Result>;
  /** Whether a call may have to wait: its implementation is then a generator. */
  readonly waits: boolean;
  readonly static?: Args;
}

/** A procedure that runs to completion. */
export function procedure<const Tokens extends readonly TypeToken<unknown>[], Result>(
  parameters: Tokens,
  result: TypeToken<Result>,
): Procedure<Types<Tokens>, Result> & { readonly waits: false } {
  return { parameters, result, waits: false };
}

/** A procedure that may have to wait in the middle of its work: a generator that yields while it waits. */
export function operation<const Tokens extends readonly TypeToken<unknown>[], Result>(
  parameters: Tokens,
  result: TypeToken<Result>,
): Procedure<Types<Tokens>, Result> & { readonly waits: true } {
  return { parameters, result, waits: true };
}

/** Work that may wait: each `yield` gives up the processor. */
export type Waiting<Result = void> = Generator<void, Result, void>;

type Signature<P> =
  P extends Procedure<infer Args, infer Result>
    ? (...args: Args) => P extends { readonly waits: true } ? Waiting<Result> : Result
    : never;

/** The procedures of an interface as a client calls them and an implementation provides them. */
export type Client<I> =
  I extends Interface<infer Procedures> ? { readonly [K in keyof Procedures]: Signature<Procedures[K]> } : never;

/** A declared interface. */
export interface Interface<Procedures> {
  readonly name: string;
  readonly procedures: Procedures;
  /** Equal for equal shapes of one name; two interfaces of one name and different shape never link. */
  readonly fingerprint: string;
}

/** Declare an interface. */
export function defineInterface<
  const Procedures extends Readonly<Record<string, Procedure<readonly unknown[], unknown>>>,
>(name: string, procedures: Procedures): Interface<Procedures> {
  const shape = Object.keys(procedures)
    .toSorted()
    .map((key) => {
      const { parameters, result, waits } = procedures[key];
      return `${key}(${parameters.map((token) => token.name).join(",")}):${result.name}${waits ? " waits" : ""}`;
    });
  const fingerprint = createHash("sha256")
    .update(`${name}{${shape.join(";")}}`)
    .digest("hex")
    .slice(0, 16);
  return { name, procedures, fingerprint };
}

/** Words that the arguments of a procedure take in a message, and its result. */
export function messageWords(declared: Procedure<readonly unknown[], unknown>): {
  readonly request: number;
  readonly reply: number;
} {
  return { request: declared.parameters.reduce((sum, token) => sum + token.words, 0), reply: declared.result.words };
}
