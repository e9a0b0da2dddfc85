import { createHash } from "node:crypto";
import { RespinError } from "@respin/hardware";
import { wordsOf, type Static, type TypeToken } from "./types.js";

/**
 * Interfaces, declared once as a value (design section 4). From the declaration follow the static types, the
 * fingerprint that the linker compares, the event that each procedure is, and the stubs at a boundary.
 *
 * An interface is an object with its procedures as members, so that whoever imports it writes `PhysAddr.Allocate(client)`.
 * The members of the declared value are links that lead nowhere: the compiler puts linked ones in their place.
 */

type Types<Tokens extends readonly TypeToken<unknown>[]> = {
  -readonly [K in keyof Tokens]: Static<Tokens[K]>;
};

/** Work that may wait: each `yield` gives up the processor. */
export type Waiting<Result = void> = Generator<void, Result, void>;

/** One procedure of an interface. */
export interface Procedure<Args extends readonly unknown[], Result> {
  readonly parameters: readonly TypeToken<unknown>[];
  readonly result: TypeToken<Result>;
  /** Whether a call may have to wait: its implementation is then a generator. */
  readonly waits: boolean;
  /** It changes nothing, so that a guard may call it. */
  readonly functional: boolean;
  /** Nothing is left half done if its caller is ended right after it, so that an ephemeral handler may call it. */
  readonly ephemeral: boolean;
  readonly static?: Args;
}

/** What is true of a procedure beside its type. */
export interface ProcedureProperties {
  readonly functional?: boolean;
  readonly ephemeral?: boolean;
}

/** A procedure that runs to completion. One that is functional is ephemeral, too. */
export function procedure<const Tokens extends readonly TypeToken<unknown>[], Result>(
  parameters: Tokens,
  result: TypeToken<Result>,
): Procedure<Types<Tokens>, Result> & { readonly waits: false };
export function procedure<
  const Tokens extends readonly TypeToken<unknown>[],
  Result,
  const Properties extends ProcedureProperties,
>(
  parameters: Tokens,
  result: TypeToken<Result>,
  properties: Properties,
): Procedure<Types<Tokens>, Result> & { readonly waits: false } & Properties;
export function procedure(
  parameters: readonly TypeToken<unknown>[],
  result: TypeToken<unknown>,
  properties?: ProcedureProperties,
): Procedure<readonly unknown[], unknown> {
  return declare(parameters, result, false, properties);
}

/** A procedure that may have to wait in the middle of its work: a generator that yields while it waits. */
export function operation<const Tokens extends readonly TypeToken<unknown>[], Result>(
  parameters: Tokens,
  result: TypeToken<Result>,
): Procedure<Types<Tokens>, Result> & { readonly waits: true };
export function operation(
  parameters: readonly TypeToken<unknown>[],
  result: TypeToken<unknown>,
): Procedure<readonly unknown[], unknown> {
  return declare(parameters, result, true);
}

/** A procedure whose static type says more than its tokens can: what its arguments have to do with each other. */
export function typed<Type extends (...args: never[]) => unknown>(
  declared: Procedure<readonly unknown[], unknown>,
): Procedure<Parameters<Type>, ReturnType<Type>> & { readonly waits: false; readonly call: Type } {
  return declared as Procedure<Parameters<Type>, ReturnType<Type>> & { readonly waits: false; readonly call: Type };
}

function declare(
  parameters: readonly TypeToken<unknown>[],
  result: TypeToken<unknown>,
  waits: boolean,
  { functional = false, ephemeral = functional }: ProcedureProperties = {},
): Procedure<readonly unknown[], unknown> {
  return Object.freeze({ parameters: Object.freeze([...parameters]), result, waits, functional, ephemeral });
}

type Call<P> = P extends { readonly call: infer C }
  ? C
  : P extends Procedure<infer Args, infer Result>
    ? (...args: Args) => P extends { readonly waits: true } ? Waiting<Result> : Result
    : never;

/** What the compiler's checks see of a procedure beside its type. */
type Properties<P> = (P extends { readonly functional: true } ? { readonly functional: true } : unknown) &
  (P extends { readonly ephemeral: true } ? { readonly ephemeral: true } : unknown);

/** The procedures of an interface by name. */
export type Procedures = Readonly<Record<string, Procedure<readonly unknown[], unknown>>>;

declare const declaring: unique symbol;

/** A declared interface: its procedures, as whoever imports it calls them. */
export type Interface<P> = { readonly [K in keyof P]: Call<P[K]> & Properties<P[K]> } & {
  readonly [declaring]?: P;
};

/** The procedures of an interface as a client calls them and an implementation provides them. */
export type Client<I> = I extends { readonly [declaring]?: infer P } ? { readonly [K in keyof P]: Call<P[K]> } : never;

/** What was declared. */
export interface Declaration<P extends Procedures = Procedures> {
  readonly name: string;
  readonly procedures: P;
  /** Each procedure's shape, as errors show it. */
  readonly shapes: Readonly<Record<string, string>>;
  /** Equal for equal shapes of one name; two interfaces of one name and different shape never link. */
  readonly fingerprint: string;
}

const declarations = new WeakMap<object, Declaration>();
const nameMust = /^[A-Za-z][A-Za-z0-9]*$/;

/** Declare an interface. Throws RSP_INTERFACE for a name that is none. */
export function defineInterface<const P extends Procedures>(name: string, procedures: P): Interface<P> {
  const names = Object.keys(procedures).toSorted();
  const wrong = [name, ...names].find((each) => !nameMust.test(each));
  if (wrong !== undefined) {
    throw new RespinError(
      "RSP_INTERFACE",
      `${JSON.stringify(wrong)} cannot be the name of an interface or a procedure; use letters and digits`,
    );
  }
  const shapes = Object.fromEntries(names.map((each) => [each, shapeOf(procedures[each])]));
  const fingerprint = createHash("sha256")
    .update(`${name}{${names.map((each) => `${each}${shapes[each]}`).join(";")}}`)
    .digest("hex")
    .slice(0, 16);
  const links = names.map((each) => [each, (): never => unlinked(`${name}.${each}`)] as const);
  const declared = Object.freeze(Object.assign(Object.create(null) as object, Object.fromEntries(links)));
  declarations.set(
    declared,
    Object.freeze({ name, procedures: Object.freeze({ ...procedures }), shapes: Object.freeze(shapes), fingerprint }),
  );
  return declared as Interface<P>;
}

/** Whether a value is an interface. */
export function isInterface(value: unknown): value is Interface<Procedures> {
  return typeof value === "object" && value !== null && declarations.has(value);
}

/** What was declared of an interface. Throws RSP_INTERFACE for anything else. */
export function declarationOf<P extends Procedures>(declared: Interface<P>): Declaration<P>;
export function declarationOf(declared: object): Declaration;
export function declarationOf(declared: object): Declaration {
  const declaration = declarations.get(declared);
  if (declaration === undefined) {
    throw new RespinError("RSP_INTERFACE", "this is no interface; declare one with defineInterface");
  }
  return declaration;
}

/** Words that the arguments of a procedure take in a message, and its result. */
export function messageWords({ parameters, result }: Procedure<readonly unknown[], unknown>): {
  readonly request: number;
  readonly reply: number;
} {
  return { request: wordsOf(parameters), reply: result.words };
}

function shapeOf(declared: Procedure<readonly unknown[], unknown>): string {
  const { parameters, result, waits, functional, ephemeral } = declared;
  const properties = [waits && "waits", functional && "functional", ephemeral && !functional && "ephemeral"];
  return [`(${parameters.map(({ shape }) => shape).join(", ")}): ${result.shape}`, ...properties.filter(Boolean)].join(
    " ",
  );
}

function unlinked(name: string): never {
  throw new RespinError(
    "RSP_UNRESOLVED",
    `${name} is called where nothing is linked to it; load what calls it as an extension, and resolve its domain`,
  );
}
