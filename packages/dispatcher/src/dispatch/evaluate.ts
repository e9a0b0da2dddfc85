import { DispatchError } from "../errors.js";
import { call } from "./call.js";
import { guardFailed } from "./outcome.js";
import type { MatchTest, Plan, PredicateTest } from "./plan.js";

/** How deep and how wide the check of development looks into arguments. */
const depthMax = 4;
const membersMax = 256;

/** Whether all tests hold, up to the first that does not. Throws RSP_DISPATCH_GUARD, naming the guard, if one throws. */
export function holds(
  plan: Plan,
  matches: readonly MatchTest[],
  predicates: readonly PredicateTest[],
  args: readonly unknown[],
  tally: Tally,
): boolean {
  for (const match of matches) {
    tally.guardsInLine++;
    if (match.read(args[match.parameter]) !== match.value) return false;
  }
  for (const test of predicates) {
    if (test.inline) tally.guardsInLine++;
    else tally.guards++;
    const answer = plan.services.checkGuards ? evaluateChecked(plan, test, args) : evaluate(plan, test, args);
    if (answer !== true) return false;
  }
  return true;
}

/** Guards evaluated: by a call, and in line. */
export interface Tally {
  guards: number;
  guardsInLine: number;
}

function evaluate(plan: Plan, test: PredicateTest, args: readonly unknown[]): unknown {
  try {
    return call(test.call, test.closure, args);
  } catch (error) {
    throw guardFailed(plan, test, error);
  }
}

/**
 * Evaluate a predicate and see that it is functional: that it has changed none of the arguments, nor what can be seen
 * through them to a depth of four, and that it returns a boolean. Throws RSP_DISPATCH_FUNCTIONAL, naming guard and argument.
 */
function evaluateChecked(plan: Plan, test: PredicateTest, args: readonly unknown[]): unknown {
  const before = args.map((argument) => picture(argument, depthMax));
  const answer = evaluate(plan, test, args);
  const changed = args.findIndex((argument, n) => !same(picture(argument, depthMax), before[n]));
  if (changed >= 0) {
    throw notFunctional(plan, `${test.name} changed its argument ${plan.parameters[changed]}`);
  }
  if (typeof answer !== "boolean") throw notFunctional(plan, `${test.name} returned no boolean`);
  return answer;
}

function notFunctional(plan: Plan, what: string): DispatchError {
  return new DispatchError("RSP_DISPATCH_FUNCTIONAL", `${plan.event} failed: ${what}; a guard must be functional`);
}

/** What is seen of a value: the value itself if it is a primitive, otherwise the object and its members. */
type Picture = readonly [value: unknown, members?: readonly (readonly [key: unknown, Picture])[]];

function picture(value: unknown, depth: number): Picture {
  if (typeof value !== "object" || value === null || depth === 0) return [value];
  const members: (readonly [unknown, Picture])[] = [];
  for (const [key, member] of membersOf(value)) {
    if (members.length === membersMax) break;
    members.push([key, picture(member, depth - 1)]);
  }
  return [value, members];
}

function* membersOf(value: object): Iterable<readonly [unknown, unknown]> {
  if (value instanceof Map) yield* value;
  else if (value instanceof Set) for (const member of value) yield [member, member];
  else if (value instanceof Date) yield ["time", Number(value)];
  for (const key of Reflect.ownKeys(value)) {
    const property = Reflect.getOwnPropertyDescriptor(value, key);
    // A getter is code: it is not run to look at a value.
    if (property !== undefined && "value" in property) yield [key, property.value];
  }
}

function same(a: Picture, b: Picture): boolean {
  if (!Object.is(a[0], b[0])) return false;
  const [, left = []] = a;
  const [, right = []] = b;
  return (
    left.length === right.length &&
    left.every(([key, member], n) => Object.is(key, right[n][0]) && same(member, right[n][1]))
  );
}
