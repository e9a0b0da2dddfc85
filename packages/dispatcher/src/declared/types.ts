import { DispatchError } from "../errors.js";

/**
 * Types of parameters and results, as values, so that a handler can be checked when it is installed. Two types are the
 * same when their names are: a name is all that a signature, an error and a compiled object file have in common.
 */
export interface Type<T> {
  readonly name: string;
  /** Whether its values are references: only they can be a closure (OSDI'96, section 2.2). */
  readonly reference: boolean;
  /** Whether a value is of the type, or of one that extends it. */
  includes(value: unknown): value is T;
}

function primitive<T>(name: string, includes: (value: unknown) => value is T): Type<T> {
  return Object.freeze({ name, reference: false, includes });
}

export const integer: Type<number> = primitive("integer", (value): value is number => Number.isSafeInteger(value));
export const real: Type<number> = primitive("real", (value) => typeof value === "number");
export const text: Type<string> = primitive("text", (value) => typeof value === "string");
export const flag: Type<boolean> = primitive("flag", (value) => typeof value === "boolean");
/** The result of a procedure that has none. */
export const nothing: Type<void> = primitive("nothing", (value) => value === undefined);
export const anything: Type<unknown> = primitive("anything", (_value): _value is unknown => true);

/** Instances of a class, those of its subclasses included. */
export function instance<T extends object>(of: abstract new (...args: never[]) => T, name: string = of.name): Type<T> {
  return Object.freeze({ name, reference: true, includes: (value: unknown): value is T => value instanceof of });
}

/** References that a predicate tells from all others, such as a capability's brand. */
export function reference<T extends object>(name: string, includes: (value: object) => boolean): Type<T> {
  return Object.freeze({
    name,
    reference: true,
    includes: (value: unknown): value is T =>
      ((typeof value === "object" && value !== null) || typeof value === "function") && includes(value),
  });
}

/** An argument by reference: what a filter puts here is what later guards and handlers see. The raiser's own stays. */
export interface Reference<T> {
  value: T;
}

/** The type of a parameter that a filter takes by reference. */
export function byReference<T>(type: Type<T>): Type<Reference<T>> {
  return Object.freeze({
    name: `reference to ${type.name}`,
    reference: true,
    includes: (value: unknown): value is Reference<T> =>
      typeof value === "object" && value !== null && "value" in value && type.includes(value.value),
  });
}

/** A parameter: its name, by which filters and matches refer to it, and its type. */
export interface Parameter<Name extends string, T> {
  readonly name: Name;
  readonly type: Type<T>;
}

export function parameter<const Name extends string, T>(name: Name, type: Type<T>): Parameter<Name, T> {
  return Object.freeze({ name, type });
}

type AnyParameter = Parameter<string, unknown>;
type Args<Parameters extends readonly AnyParameter[]> = {
  -readonly [K in keyof Parameters]: Parameters[K] extends Parameter<string, infer T> ? T : never;
};
type Names<Parameters extends readonly AnyParameter[]> = {
  -readonly [K in keyof Parameters]: Parameters[K]["name"];
};

/** What a procedure takes and returns. */
export interface Signature<Arguments extends readonly unknown[], Result, ParameterNames = unknown> {
  readonly parameters: readonly AnyParameter[];
  readonly result: Type<Result>;
  /** Static only. */
  readonly static?: { readonly args: Arguments; readonly names: ParameterNames } | undefined;
}

/** What an event may take: the generated code passes each argument on its own. */
const parametersMax = 15;

/** The signature of a procedure. Throws RSP_DISPATCH_SIGNATURE for more than 15 parameters and for a name used twice. */
export function signature<const Parameters extends readonly AnyParameter[], Result>(
  parameters: Parameters,
  result: Type<Result>,
): Signature<Args<Parameters>, Result, Names<Parameters>> {
  const names = new Set(parameters.map(({ name }) => name));
  if (parameters.length > parametersMax || names.size < parameters.length) {
    throw new DispatchError(
      "RSP_DISPATCH_SIGNATURE",
      `(${parameters.map(({ name }) => name).join(", ")}) is no signature; give at most ${parametersMax} parameters, each its own name`,
    );
  }
  return Object.freeze({ parameters: Object.freeze([...parameters]), result });
}

/** A signature as errors show it: `(path: text, size: integer) -> nothing`. */
export function shapeOf(of: Signature<readonly unknown[], unknown>): string {
  return `(${of.parameters.map(({ name, type }) => `${name}: ${type.name}`).join(", ")}) -> ${of.result.name}`;
}
