import * as fc from "fast-check";
import { expect, test } from "vitest";
import type { Strategy } from "../index.js";
import { modulesOfWorld, Run, type History } from "./histories.js";
import { Coverage, Reference, type EventSpec, type Limits } from "./reference.js";
import { Dispatched } from "./subject.js";

/** Each history is run by the first three, and by one of the two that are made of them. */
const always: readonly Strategy[] = ["interpreted", "compiled", "indexed"];
const byTurns: readonly Strategy[] = ["adaptive", "ungenerated"];

const deep = process.env.RESPIN_DEEP === "1";
const histories = deep ? 200_000 : 20_000;
const seed = Number(process.env.RESPIN_SEED ?? 4711);

function byReference(history: History, coverage = new Coverage(), tells = false): readonly string[] {
  return new Run(history, (events, limits) => new Reference(events, limits, coverage), coverage, tells).trace;
}

function byDispatcher(history: History, strategy: Strategy, tells = false): readonly string[] {
  const make = (events: readonly EventSpec[], limits: Limits): Dispatched =>
    new Dispatched(events, limits, strategy, modulesOfWorld, history.setting % 2 === 1);
  return new Run(history, make, new Coverage(), tells).trace;
}

function differs(history: History, strategy: Strategy): boolean {
  return byDispatcher(history, strategy).join("\n") !== byReference(history).join("\n");
}

/** What is left of a history when each operation is left out that the difference does not need. */
function smallest(history: History, strategy: Strategy): History {
  let { operations } = history;
  for (let at = operations.length - 1; at >= 0; at--) {
    const less = operations.toSpliced(at, 1);
    if (!differs({ ...history, operations: less }, strategy)) continue;
    operations = less;
    at = operations.length;
  }
  return { ...history, operations };
}

/** A history that goes wrong, to be read and to be run again: give it to `replay`. */
function report(history: History, strategy: Strategy): string {
  const least = smallest(history, strategy);
  const wanted = byReference(least, undefined, true);
  const got = byDispatcher(least, strategy, true);
  const at = wanted.findIndex((line, n) => line !== got[n]);
  return [
    `${strategy} differs from the reference; replay(${JSON.stringify(least)}, "${strategy}")`,
    ...wanted.slice(0, at),
    `wanted: ${wanted[at]}`,
    `got:    ${got[at]}`,
  ].join("\n");
}

function replay(history: History, strategy: Strategy): void {
  if (differs(history, strategy)) throw new Error(report(history, strategy));
}

test(
  `${histories} random histories end alike in the reference and in the dispatcher, whatever its strategy`,
  () => {
    const coverage = new Coverage();
    let operations = 0;
    let runs = 0;
    const number = fc.noShrink(fc.integer({ min: 0, max: 2 ** 31 - 1 }));
    const operationsUpTo = (maxLength: number): fc.Arbitrary<number[]> =>
      fc.array(number, { minLength: 10, maxLength, size: "max" });
    const history = fc.noBias(
      fc.record({
        setting: number,
        operations: fc.oneof(
          { weight: 3, arbitrary: operationsUpTo(16) },
          { weight: 1, arbitrary: operationsUpTo(30) },
        ),
      }),
    );
    const alike = fc.property(history, (each) => {
      operations += each.operations.length;
      const wanted = byReference(each, coverage).join("\n");
      for (const strategy of [...always, byTurns[runs++ % byTurns.length]]) {
        if (byDispatcher(each, strategy).join("\n") !== wanted) replay(each, strategy);
      }
    });
    // What a failure is made smaller by is `smallest`, which goes below ten operations.
    const { stackTraceLimit } = Error;
    // Most errors here are refusals, as they should be: nobody looks where they come from.
    Error.stackTraceLimit = 0;
    try {
      fc.assert(alike, { numRuns: histories, seed, endOnFailure: true });
    } finally {
      Error.stackTraceLimit = stackTraceLimit;
    }

    expect(operations).toBeGreaterThan(histories * 12);
    for (const [what, count] of Object.entries(coverage)) expect(count, what).toBeGreaterThan(200);
    if (deep) console.log(JSON.stringify({ histories, operations, ...coverage }));
  },
  deep ? 1_800_000 : 600_000,
);
