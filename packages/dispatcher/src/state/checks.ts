import { ClosedPredicate } from "../declared/guards.js";
import { isMatch, keyOf, readerOf, type Match } from "../declared/matches.js";
import { byReference, flag, shapeOf, type Parameter, type Signature, type Type } from "../declared/types.js";
import type { Callable, MatchTest, PredicateTest } from "../dispatch/plan.js";
import { describe, DispatchError, inOneLine } from "../errors.js";
import type { Mode } from "../handles.js";
import type { ProcedureFacts, Proof } from "../surroundings/proof.js";
import type { Tests } from "./state.js";

/** A procedure of at most this many operations is put in line by a code generator. */
const inlineOperationsMax = 8;

type Declared = Signature<readonly unknown[], unknown>;

/** What a procedure is checked against. */
export interface Expected {
  readonly event: string;
  readonly signature: Declared;
  /** Parameters that it takes by reference, by position. */
  readonly references: readonly number[];
}

/** A procedure that may be called, and what is known of it. */
export interface Checked {
  readonly call: Callable;
  readonly facts: ProcedureFacts | undefined;
  readonly inline: boolean;
}

function isCallable(value: unknown): value is Callable {
  return typeof value === "function";
}

function isReference(value: unknown): value is object {
  return (typeof value === "object" && value !== null) || typeof value === "function";
}

/** The name that a procedure has, if it has one that can be shown. Reading it may run code of whoever made it. */
function ownName(procedure: unknown): string | undefined {
  if (!isCallable(procedure)) return undefined;
  let name: unknown;
  try {
    ({ name } = procedure);
  } catch {
    return undefined;
  }
  if (typeof name !== "string" || name === "") return undefined;
  // Most are identifiers, and this is done for each of very many.
  return identifier.test(name) ? name : inOneLine(name);
}

const identifier = /^[\w$]{1,64}$/;

/** What errors call a procedure of a module. */
export function nameOf(module: string, procedure: unknown, otherwise: string): string {
  return `${module}.${ownName(procedure) ?? otherwise}`;
}

/**
 * Check a procedure against an event's signature (OSDI'96, section 2.2): the same parameters and result; with a closure,
 * one parameter more in front, of a reference type that includes the closure. Of a procedure whose type nobody declared,
 * only the number of parameters can be checked.
 * Throws RSP_DISPATCH_PROCEDURE, RSP_DISPATCH_CLOSURE, RSP_DISPATCH_TYPE.
 */
export function checkProcedure(
  proof: Proof,
  expected: Expected,
  procedure: unknown,
  closure: unknown,
  name: string,
  result: Type<unknown> = expected.signature.result,
): Checked {
  if (!isCallable(procedure)) {
    throw new DispatchError(
      "RSP_DISPATCH_PROCEDURE",
      `${name} cannot be installed on ${expected.event}: it is ${procedure === null ? "null" : typeof procedure}; give a procedure`,
    );
  }
  if (closure !== undefined && !isReference(closure)) {
    throw closureRefused(name, expected, `its closure is ${describe(closure)}`, "give a reference");
  }
  const facts = proof.factsOf(procedure);
  const takes = expected.signature.parameters.length + (closure === undefined ? 0 : 1);
  if (facts?.signature !== undefined) checkType(expected, facts.signature, wantedOf(expected, result), closure, name);
  else if (procedure.length > takes) {
    throw new DispatchError(
      "RSP_DISPATCH_TYPE",
      `${name} cannot be installed on ${expected.event}: it takes ${procedure.length} arguments, and would be given ${takes}: ${shapeOf(wantedOf(expected, result))}`,
    );
  }
  const operations = facts?.operations;
  return { call: procedure, facts, inline: operations !== undefined && operations <= inlineOperationsMax };
}

/** The type that a procedure must have, a closure apart. */
function wantedOf({ signature: { parameters }, references }: Expected, result: Type<unknown>): Declared {
  return {
    parameters: parameters.map(({ name, type }, n) => ({
      name,
      type: references.includes(n) ? byReference(type) : type,
    })),
    result,
  };
}

function checkType(expected: Expected, actual: Declared, wanted: Declared, closure: unknown, name: string): void {
  const [first, ...rest] = actual.parameters;
  if (closure !== undefined) {
    if (first === undefined || !first.type.reference) {
      throw closureRefused(
        name,
        expected,
        `${shapeOf(actual)} does not begin with one`,
        "take it first, as a reference type",
      );
    }
    if (!first.type.includes(closure)) {
      throw closureRefused(name, expected, `its closure is no ${first.type.name}`, "give one that is");
    }
  }
  const parameters = closure === undefined ? actual.parameters : rest;
  if (!sameTypes(parameters, wanted.parameters) || actual.result.name !== wanted.result.name) {
    throw new DispatchError(
      "RSP_DISPATCH_TYPE",
      `${name} cannot be installed on ${expected.event}: it is ${shapeOf(actual)}; it must be ${shapeOf(wanted)}${closure === undefined ? "" : ", after its closure"}`,
    );
  }
}

function closureRefused(name: string, expected: Expected, what: string, remedy: string): DispatchError {
  return new DispatchError(
    "RSP_DISPATCH_CLOSURE",
    `${name} cannot be installed on ${expected.event} with a closure: ${what}; ${remedy}`,
  );
}

function sameTypes(a: readonly Parameter<string, unknown>[], b: readonly Parameter<string, unknown>[]): boolean {
  return a.length === b.length && a.every(({ type }, n) => type.name === b[n].type.name);
}

/**
 * Check guards, and take them apart into what a raise evaluates. `what` is what errors call them.
 * Throws RSP_DISPATCH_MATCH for a match on no parameter, RSP_DISPATCH_FUNCTIONAL for a predicate that is not, and what
 * `checkProcedure` throws.
 */
export function checkGuards(proof: Proof, expected: Expected, guards: readonly unknown[], what: string): Tests {
  if (!Array.isArray(guards)) {
    throw new DispatchError(
      "RSP_DISPATCH_PROCEDURE",
      `${what} on ${expected.event} is no list; give an array of guards`,
    );
  }
  if (guards.length === 0) return noTests;
  // Lists of just their length: an event may have a hundred thousand bindings with a guard each.
  const matches = guards.filter(isMatch).map((match) => resolve(expected, match, what));
  const predicates = guards
    .filter((guard) => !isMatch(guard))
    .map((guard) => checkPredicate(proof, expected, guard, what));
  return {
    matches: matches.length === 0 ? noTests.matches : matches.slice(),
    predicates: predicates.length === 0 ? noTests.predicates : predicates.slice(),
  };
}

const noTests: Tests = { matches: [], predicates: [] };

function resolve(expected: Expected, { argument, source, value }: Match, what: string): MatchTest {
  const { parameters } = expected.signature;
  const parameter = parameters.findIndex(({ name }) => name === argument);
  if (parameter < 0) {
    throw new DispatchError(
      "RSP_DISPATCH_MATCH",
      `${what} cannot match on ${argument}: ${expected.event} takes ${shapeOf(expected.signature)}; name one of its parameters`,
    );
  }
  if (source.kind === "argument" && !parameters[parameter].type.includes(value)) {
    throw new DispatchError(
      "RSP_DISPATCH_MATCH",
      `${what} can never match: ${argument} of ${expected.event} is ${parameters[parameter].type.name}, the value is not; give one that is`,
    );
  }
  return { parameter, source, key: keyOf(source), read: readerOf(source), value };
}

function checkPredicate(proof: Proof, expected: Expected, guard: unknown, what: string): PredicateTest {
  const predicate = guard instanceof ClosedPredicate ? guard.predicate : guard;
  const closure = guard instanceof ClosedPredicate ? guard.closure : undefined;
  const own = ownName(predicate);
  const name = own === undefined ? what : `${what} ${own}`;
  const { call, facts, inline } = checkProcedure(
    proof,
    { ...expected, references: [] },
    predicate,
    closure,
    name,
    flag,
  );
  if (facts?.functional === false || (proof.strict && facts?.functional !== true)) {
    throw new DispatchError(
      "RSP_DISPATCH_FUNCTIONAL",
      `${name} cannot guard ${expected.event}: ${facts === undefined ? "nothing proves that it has" : "it may have"} side effects; a guard must be functional`,
    );
  }
  return { call, closure, name, inline };
}

/** Check a bound. Throws RSP_DISPATCH_BOUND, RSP_DISPATCH_EPHEMERAL. */
export function checkBound(event: string, name: string, bound: number | undefined, ephemeral: boolean): void {
  if (bound === undefined) return;
  if (!Number.isSafeInteger(bound) || bound < 1) {
    throw new DispatchError(
      "RSP_DISPATCH_BOUND",
      `${name} cannot be bounded by ${bound} on ${event}; give an integer from 1`,
    );
  }
  if (!ephemeral) {
    throw new DispatchError(
      "RSP_DISPATCH_EPHEMERAL",
      `${name} cannot be bounded on ${event}: it was not declared ephemeral, so it must not be ended half-way; declare it, or leave it unbounded`,
    );
  }
}

/** Check a mode. Throws RSP_DISPATCH_ASYNCHRONOUS. */
export function checkMode(mode: Mode, name: string): Mode {
  if (mode === "synchronous" || mode === "asynchronous") return mode;
  throw new DispatchError(
    "RSP_DISPATCH_ASYNCHRONOUS",
    `${name} cannot have the mode ${describe(mode)}; give synchronous or asynchronous`,
  );
}
