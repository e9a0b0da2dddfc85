import type { Machine } from "@respin/hardware";
import fc from "fast-check";
import { beforeEach, expect, test } from "vitest";
import { bootMachine } from "../testing/boot.js";
import { OperationMeter, type Spender } from "./operation-meter.js";

let machine: Machine;
let meter: OperationMeter;

beforeEach(() => {
  machine = bootMachine();
  machine.allow(1000);
  meter = new OperationMeter(machine);
});

/** Metered code counts down, and would hear of it below zero. */
const spend = (operations: number): void => void (machine.counter.left -= operations);

test("a bound is passed when more is spent than it gives, and what was spent is spent without", () => {
  const entered = meter.enter(10);
  expect([machine.counter.left, meter.bounds]).toEqual([10, true]);
  spend(10);
  expect(meter.leave(entered)).toBe(false);
  expect([machine.counter.left, meter.bounds]).toEqual([990, false]);
  const again = meter.enter(10);
  spend(11);
  expect(meter.leave(again)).toBe(true);
  expect(machine.counter.left).toBe(979);
});

test("a handler has all of its bound, however little its raiser has left; the raiser is out when it goes on", () => {
  const raiser = meter.enter(10);
  spend(9);
  const handler = meter.enter(100);
  expect(machine.counter.left).toBe(100);
  spend(100);
  expect(meter.leave(handler)).toBe(false);
  expect(machine.counter.left).toBe(1 - 100);
  expect(meter.leave(raiser)).toBe(true);
});

test("what is observed from outside of the model is bounded as ever, and is nobody's operations", () => {
  const spender = { operations: 0 };
  const doing = (operations: number): boolean => {
    const entered = meter.enter(10, spender);
    spend(operations);
    return meter.leave(entered);
  };
  expect(machine.observe(() => [doing(7), doing(11)])).toEqual([false, true]);
  expect([spender.operations, machine.cycles]).toEqual([0, 0]);
  doing(7);
  expect([spender.operations, machine.isObserved]).toEqual([7, false]);
});

test("outside of a strand nothing is left, and a bound gives what it says all the same; the kernel owes nothing", () => {
  machine.allow(0);
  const entered = meter.enter(100);
  spend(60);
  expect(meter.leave(entered)).toBe(false);
  expect(machine.counter.left).toBe(0);
});

test("operations are counted for whose code ran, and not for who called it", () => {
  const [outer, inner, last]: Spender[] = [{ operations: 0 }, { operations: 0 }, { operations: 0 }];
  const first = meter.enter(100, outer);
  spend(5);
  const second = meter.enter(100);
  meter.attribute(inner);
  spend(7);
  const third = meter.enter(100, last);
  spend(11);
  meter.leave(third);
  meter.leave(second);
  spend(1);
  meter.leave(first);
  expect([outer.operations, inner.operations, last.operations]).toEqual([6, 7, 11]);
  meter.attribute(outer);
  expect(outer.operations).toBe(6);
});

test("a bound that is discarded counts as passed, and costs what was spent; the next one there does not", () => {
  const outer = meter.enter(100);
  const inner = meter.enter(10);
  spend(3);
  meter.discard();
  expect([meter.leave(inner), machine.counter.left]).toEqual([true, 97]);
  expect(meter.leave(meter.enter(10))).toBe(false);
  expect(meter.leave(outer)).toBe(false);
  meter.discard();
  expect(meter.leave(meter.enter(10))).toBe(false);
});

test("bounds that an exception left behind go with the outer one", () => {
  const outer = meter.enter(10);
  meter.enter(5);
  meter.enter(2);
  spend(2);
  expect(meter.leave(outer)).toBe(false);
  expect([machine.counter.left, meter.bounds]).toEqual([998, false]);
});

test("there are only so many bounds within each other; the refusal is known as one, and those in force stay", () => {
  for (let n = 0; n < 32; n++) meter.enter(10);
  let refusal: unknown;
  try {
    meter.enter(10);
  } catch (error) {
    refusal = error;
  }
  expect(refusal).toMatchObject({ code: "RSP_BOUND_DEPTH" });
  expect(meter.hasRefused(refusal)).toBe(true);
  for (const other of [{ code: "RSP_BOUND_DEPTH" }, undefined, "RSP_BOUND_DEPTH"]) {
    expect(meter.hasRefused(other)).toBe(false);
  }
  spend(3);
  expect(meter.leave(1)).toBe(false);
  expect(machine.counter.left).toBe(997);
});

test("metered operations are the machine's time, in however many bounds they were spent", () => {
  const before = machine.count(machine.costs.named("operation"));
  const outer = meter.enter(10);
  spend(4);
  const inner = meter.enter(10);
  spend(30);
  meter.leave(inner);
  meter.leave(outer);
  expect(machine.count(machine.costs.named("operation")) - before).toBe(34);
});

test("after any history of bounds, K2 holds: each says whether it was passed, and every operation has one spender", () => {
  const steps = fc.array(
    fc.oneof(
      fc.record({ enter: fc.integer({ min: 1, max: 20 }), spender: fc.integer({ min: 0, max: 2 }) }),
      fc.record({ spend: fc.integer({ min: 1, max: 12 }) }),
      fc.record({ leave: fc.integer({ min: 1, max: 2 }) }),
    ),
    { maxLength: 60 },
  );
  fc.assert(
    fc.property(steps, (history) => {
      machine.allow(1_000_000);
      const fresh = new OperationMeter(machine);
      const spenders = [{ operations: 0 }, { operations: 0 }, { operations: 0 }];
      const expected = [0, 0, 0];
      const open: { readonly entered: number; readonly given: number; readonly spender: number; spent: number }[] = [];
      let all = 0;
      for (const step of history) {
        if ("leave" in step) {
          // Two at once: the inner one was left without a word.
          const from = open.at(-step.leave);
          if (from === undefined) continue;
          open.splice(-step.leave);
          expect(fresh.leave(from.entered)).toBe(from.spent > from.given);
        } else if ("enter" in step) {
          if (open.length === 32) continue;
          const entered = fresh.enter(step.enter, spenders[step.spender]);
          open.push({ entered, given: step.enter, spender: step.spender, spent: 0 });
        } else {
          for (const each of open) each.spent += step.spend;
          const innermost = open.at(-1);
          if (innermost !== undefined) expected[innermost.spender] += step.spend;
          all += step.spend;
          spend(step.spend);
        }
      }
      if (open.length > 0) fresh.leave(open[0].entered);
      expect(spenders.map(({ operations }) => operations)).toEqual(expected);
      expect(machine.counter.left).toBe(1_000_000 - all);
    }),
    { numRuns: 1000 },
  );
});
