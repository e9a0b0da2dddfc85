import { hasBytes, UNREADABLE } from "../declared/matches.js";
import { Frames } from "./frames.js";
import { generate, readerText } from "./generate.js";
import { Step, tally, type MatchTest, type Plan, type Raise } from "./plan.js";
import { lookUp, setOtherwise, setRaise, tableOf, type RaiseTable } from "./raise-table.js";

/**
 * Dispatch by a decision index (no SPIN paper had one). Bindings that match on the same thing are found by looking it up:
 * what is left of the plan for the value found is dispatched as any other plan. That may be looked up again, on another
 * match; so the index is a tree, and the comparisons do not grow with the number of bindings, but with that of things
 * matched on.
 *
 * Nothing is looked up from the first filter on: those guards are evaluated when the raise gets there, and may see other
 * arguments, or what handlers made of them.
 */

/** Matches on the same thing: of a parameter, what is read. */
interface Group {
  readonly match: MatchTest;
  readonly values: Set<unknown>;
}

/** A raise that looks up what it can, and how to make it in generated code. */
export interface Index {
  readonly raise: Raise;
  readonly generate: () => Raise | undefined;
}

/**
 * A raise that looks up what it can; undefined if there are fewer than `from` values to tell bindings apart by.
 * `specialise` makes the raise of what is left, and may later put a faster one in its place.
 */
export function indexed(
  plan: Plan,
  from: number,
  specialise: (part: Plan, put: (raise: Raise) => void) => Raise,
): Index | undefined {
  const { steps } = plan;
  // The first filter is not looked up, since what is behind waits for it whether it fires or not; nor is what is behind.
  const firstFilter = steps.findIndex(({ cells }) => cells !== undefined);
  const end = firstFilter < 0 ? steps.length : firstFilter;
  const group = largestGroup(steps, end);
  if (group === undefined || group.values.size < from) return undefined;
  const { match } = group;

  /** Where the steps with each value stand in the list, and those without a match on this thing. */
  const places = new Map<unknown, number[]>();
  const others: number[] = [];
  for (let at = 0; at < steps.length; at++) {
    const own = at < end ? steps[at].matches.find((each) => isSame(each, match)) : undefined;
    if (own === undefined) others.push(at);
    else {
      const known = places.get(own.value);
      if (known === undefined) places.set(own.value, [at]);
      else known.push(at);
    }
  }

  const { parameter, read } = match;
  // What is behind a value is made when the value is first raised. Until then, this is behind all of them.
  const making: Raise = (...args) => {
    const value = read(args[parameter]);
    const own = places.get(value);
    const left = merge(own ?? [], others).map((at) => (at < end ? without(steps[at], match, value) : steps[at]));
    const part = { ...plan, steps: left, ...tally(left) };
    const put = (raise: Raise): void =>
      own === undefined ? setOtherwise(table, raise) : setRaise(table, value, raise);
    const raise = specialise(part, put);
    put(raise);
    return raise(...args);
  };
  const table = tableOf([...places.keys()], making);
  return { raise: lookingUp(plan, match, table), generate: () => generatedLookup(plan, match, table) };
}

/** A raise that looks up what it reads of an argument. */
function lookingUp(plan: Plan, match: MatchTest, table: RaiseTable): Raise {
  const { parameter, read } = match;
  const { observer } = plan.services;
  const parameters = plan.parameters.length;
  const find = (argument: unknown): Raise => {
    observer?.probed(plan.event, parameters);
    return lookUp(table, read(argument));
  };
  const { hasResult } = plan;
  if (parameters === 1) {
    return (a) => {
      const result = find(a)(a);
      return hasResult ? result : undefined;
    };
  }
  return new Frames(parameters).raising(({ args }) => {
    const result: unknown = Reflect.apply(find(args[parameter]), undefined, args);
    return hasResult ? result : undefined;
  });
}

/** The same in generated code. What is found is called as a procedure, never as a method: it is not to get at the table. */
function generatedLookup(plan: Plan, { parameter, source }: MatchTest, table: RaiseTable): Raise | undefined {
  const args = plan.parameters.map((_, n) => `a${n}`).join(", ");
  const find =
    table.kind === "sparse"
      ? "raises.get(x)"
      : `(isInteger(x) && x >= ${table.low} && x <= ${table.high} ? raises[x - ${table.low}] : undefined)`;
  const text = [
    "const raises = k[0], otherwise = k[1], observer = k[2], U = k[3], hasBytes = k[4], isInteger = Number.isInteger;",
    `function read(a) { ${readerText(source, "U", "hasBytes")} }`,
    `return function raise(${args}) {`,
    plan.services.observer === undefined
      ? ""
      : `observer.probed(${JSON.stringify(plan.event)}, ${plan.parameters.length});`,
    `const x = read(a${parameter});`,
    `const found = ${find} ?? otherwise.raise;`,
    `${plan.hasResult ? "return " : ""}found(${args});`,
    "};",
  ].join("\n");
  return generate(plan.event, text, [table.raises, table.otherwise, plan.services.observer, UNREADABLE, hasBytes]);
}

/** The thing that the most bindings can be told apart by. */
function largestGroup(steps: readonly Step[], end: number): Group | undefined {
  const groups = new Map<string, Group>();
  for (let at = 0; at < end; at++) {
    for (const match of steps[at].matches) {
      const key = `${match.parameter} ${match.key}`;
      let group = groups.get(key);
      if (group === undefined) groups.set(key, (group = { match, values: new Set() }));
      group.values.add(match.value);
    }
  }
  let largest: Group | undefined;
  for (const group of groups.values()) {
    if (largest === undefined || group.values.size > largest.values.size) largest = group;
  }
  return largest;
}

function isSame(a: MatchTest, b: MatchTest): boolean {
  return a.parameter === b.parameter && a.key === b.key;
}

/** A step whose match on a thing has been seen to hold. */
function without(step: Step, match: MatchTest, value: unknown): Step {
  const matches = step.matches.filter((each) => !isSame(each, match) || each.value !== value);
  if (matches.length === step.matches.length) return step;
  const { predicates, postMatches, postPredicates, account } = step;
  return new Step(step, { matches, predicates, postMatches, postPredicates }, step, account);
}

/** Two ascending lists as one. */
function merge(a: readonly number[], b: readonly number[]): number[] {
  return [...a, ...b].toSorted((x, y) => x - y);
}
