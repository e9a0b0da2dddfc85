import type { Capability } from "../capability.js";

/**
 * The types of parameters and results, as values: what a fingerprint is made of, how long a message gets, and, by
 * inference, the static type.
 */
export interface TypeToken<T> {
  /** The type as a fingerprint and an error show it: two types are the same when their shapes are. */
  readonly shape: string;
  /** 32-bit words that a value takes in a message. */
  readonly words: number;
  /** Static only. */
  readonly static?: T;
}

/** The static type of a token. */
export type Static<Token> = Token extends TypeToken<infer T> ? T : never;

function token<T>(shape: string, words: number): TypeToken<T> {
  return Object.freeze({ shape, words });
}

export const integer: TypeToken<number> = token("integer", 1);
export const real: TypeToken<number> = token("real", 2);
export const flag: TypeToken<boolean> = token("flag", 1);
export const text: TypeToken<string> = token("text", 16);
export const nothing: TypeToken<void> = token("nothing", 0);
/** Anything: whoever is given it has to find out what it is. */
export const anything: TypeToken<unknown> = token("anything", 1);
/** 32-bit words in the caller's memory: in a message, a pointer to them. */
export const words: TypeToken<Int32Array> = token("words", 1);
/** An event, that is, a procedure of some interface. */
export const event: TypeToken<(...args: never[]) => unknown> = token("event", 1);
/** Work of the caller's that may wait. */
export const work: TypeToken<Generator<void, unknown, void>> = token("work", 1);

/** An opaque reference of the given name. In a message it is one word: an externalized reference or a port name. */
export function capability<const Name extends string>(name: Name): TypeToken<Capability<Name>> {
  return token(name, 1);
}

/** A procedure of the caller's, with the static type that is said of it. In a message it is one word: a port name. */
export function callback<Procedure extends (...args: never[]) => unknown>(shape: string): TypeToken<Procedure> {
  return token(shape, 1);
}

/** Plain data, with the static type that is said of it. In a message: a pointer to it. */
export function data<T>(shape: string): TypeToken<T> {
  return token(shape, 1);
}

/** One of some words. */
export function oneOf<const Words extends readonly string[]>(...options: Words): TypeToken<Words[number]> {
  return token(options.map((option) => JSON.stringify(option)).join(" | "), 1);
}

/** As many values as there are. In a message: a pointer to them. */
export function list<T>(of: TypeToken<T>): TypeToken<readonly T[]> {
  return token(`list of ${of.shape}`, 1);
}

/** A fixed number of values, each of its own type. */
export function tuple<const Tokens extends readonly TypeToken<unknown>[]>(
  ...of: Tokens
): TypeToken<{ readonly [K in keyof Tokens]: Static<Tokens[K]> }> {
  return token(`(${of.map(({ shape }) => shape).join(", ")})`, wordsOf(of));
}

/** A value or undefined. */
export function optional<T>(of: TypeToken<T>): TypeToken<T | undefined> {
  return token(`${of.shape}?`, of.words);
}

/** Values by name, each of its own type. */
export function record<const Fields extends Readonly<Record<string, TypeToken<unknown>>>>(
  name: string,
  fields: Fields,
): TypeToken<{ readonly [K in keyof Fields]: Static<Fields[K]> }> {
  const shape = Object.entries(fields).map(([field, of]) => `${field}: ${of.shape}`);
  return token(`${name} {${shape.join(", ")}}`, wordsOf(Object.values(fields)));
}

/** Words that values take one behind the other. */
export function wordsOf(tokens: readonly TypeToken<unknown>[]): number {
  return tokens.reduce((sum, { words: each }) => sum + each, 0);
}
