import fc from "fast-check";
import { expect, test } from "vitest";
import { FuelMeter, OutOfFuel } from "./meter.js";

test("what is spent beyond the bound throws, then and at every later call", () => {
  const meter = new FuelMeter();
  const entered = meter.enter(10);
  meter.spend(10);
  for (let n = 0; n < 3; n++) expect(() => meter.spend(1)).toThrow(OutOfFuel);
  expect(meter.leave(entered)).toBe(true);
  meter.spend(1e12);
});

test("a bound that was not passed says so", () => {
  const meter = new FuelMeter();
  const entered = meter.enter(10);
  meter.spend(10);
  expect(meter.leave(entered)).toBe(false);
});

test("a bound within is no larger than what is left without, and spends of it", () => {
  const meter = new FuelMeter();
  const outer = meter.enter(10);
  meter.spend(4);
  const inner = meter.enter(100);
  meter.spend(6);
  expect(() => meter.spend(1)).toThrow(OutOfFuel);
  expect(meter.leave(inner)).toBe(true);
  expect(meter.leave(outer)).toBe(true);
});

test("a bound within that is passed costs the outer one what was spent", () => {
  const meter = new FuelMeter();
  const outer = meter.enter(10);
  const inner = meter.enter(3);
  expect(() => meter.spend(4)).toThrow(OutOfFuel);
  expect(meter.leave(inner)).toBe(true);
  meter.spend(6);
  expect(() => meter.spend(1)).toThrow(OutOfFuel);
  expect(meter.leave(outer)).toBe(true);
});

test("bounds that an exception left behind go with the outer one", () => {
  const meter = new FuelMeter();
  const outer = meter.enter(10);
  meter.enter(5);
  meter.enter(2);
  meter.spend(2);
  expect(meter.leave(outer)).toBe(false);
  meter.spend(1e12);
});

test("after any history of bounds, a bound is passed exactly if more was spent within it than it had", () => {
  const steps = fc.array(
    fc.oneof(
      fc.record({ enter: fc.integer({ min: 1, max: 20 }) }),
      fc.record({ spend: fc.integer({ min: 1, max: 6 }) }),
      fc.constant("leave"),
    ),
    { maxLength: 60 },
  );
  fc.assert(
    fc.property(steps, (history) => {
      const meter = new FuelMeter();
      const open: { readonly entered: number; readonly fuel: number; spent: number }[] = [];
      const left = (): number => Math.min(...open.map(({ fuel, spent }) => fuel - spent));
      for (const step of history) {
        if (step === "leave") {
          const top = open.pop();
          if (top !== undefined) expect(meter.leave(top.entered)).toBe(top.spent > top.fuel);
        } else if ("enter" in step) {
          const fuel = Math.min(step.enter, Math.max(left(), 0));
          open.push({ entered: meter.enter(step.enter), fuel, spent: 0 });
        } else {
          for (const each of open) each.spent += step.spend;
          const spend = (): void => meter.spend(step.spend);
          if (open.some(({ fuel, spent }) => spent > fuel)) expect(spend).toThrow(OutOfFuel);
          else spend();
        }
      }
    }),
    { numRuns: 2000 },
  );
});
