import { spawnSync } from "node:child_process";
import { join } from "node:path";
import * as fc from "fast-check";
import { expect, test } from "vitest";
import { toldApart } from "../told-apart.js";
import { leftOf, timeLeft } from "./progress.js";

test("the time left is what the last run took, at first, and then what this one takes", () => {
  expect(leftOf({ done: 0, total: 100, spentMs: 0 })).toBe(100);
  expect(leftOf({ done: 50, total: 100, spentMs: 50 })).toBe(50);
  // Half is done, twice as slowly: the rest may be as slow, or not.
  expect(leftOf({ done: 50, total: 100, spentMs: 100 })).toBe(75);
  expect(leftOf({ done: 80, total: 100, spentMs: 160 })).toBeCloseTo(36);
  expect(leftOf({ done: 100, total: 100, spentMs: 300 })).toBe(0);
});

test("it is never negative, and nothing when all is done", () => {
  const amount = fc.nat({ max: 1e9 });
  fc.assert(
    fc.property(amount, amount, amount, (done, total, spentMs) => {
      expect(leftOf({ done, total, spentMs })).toBeGreaterThanOrEqual(0);
      expect(leftOf({ done: total, total, spentMs })).toBe(0);
    }),
  );
});

test("times are seconds, and minutes from a minute on", () => {
  expect([400, 59_400, 125_000].map(timeLeft)).toEqual(["0 s", "59 s", "2 min 05 s"]);
});

test("two values that differ are shown with digits enough to tell them apart", () => {
  fc.assert(
    fc.property(
      fc.double({ noNaN: true, noDefaultInfinity: true }),
      fc.double({ noNaN: true, noDefaultInfinity: true }),
      (a, b) => {
        const [shownA, shownB] = toldApart(a, b, "us");
        expect(shownA !== shownB).toBe(a !== b && !(a === 0 && b === 0));
      },
    ),
  );
  expect(toldApart(7, 7.2, "us")).toEqual(["7 us", "7.2 us"]);
  expect(toldApart(1.23456, 1.23457, "1")).toEqual(["1.23456", "1.23457"]);
});

test("where the bar stops, the cursor is below the lines that were told", () => {
  const progress = JSON.stringify(join(import.meta.dirname, "..", "..", "dist", "suite", "progress.js"));
  const script = `Object.assign(process.stderr, { isTTY: true, columns: 80 });
    const { suiteProgress } = await import(${progress});
    const bar = await suiteProgress([10, 10], true, (line) => process.stderr.write(line + "\\n"));
    bar.at(0, "first", 0.5, "half");
    bar.line("1 of 2");
    bar.line("2 of 2");
    bar.stop();`;
  const { stderr } = spawnSync(process.execPath, ["--input-type=module", "-e", script], { encoding: "utf8" });
  const [saved, restored] = ["\u001b7", "\u001b8"].map((sequence) => stderr.lastIndexOf(sequence));
  expect(stderr.lastIndexOf("2 of 2\n")).toBeGreaterThan(0);
  expect(saved).toBeGreaterThan(stderr.lastIndexOf("2 of 2\n"));
  expect(restored).toBeGreaterThan(saved);
});
