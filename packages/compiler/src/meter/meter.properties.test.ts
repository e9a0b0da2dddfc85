import fc from "fast-check";
import { expect, test } from "vitest";
import { runMetered, runPlain, runText } from "../testing/metered.js";
import { programs } from "../testing/programs.js";
import { meter } from "./meter.js";

const numRuns = 400;

test("a program does the same plain and metered", () => {
  fc.assert(
    fc.property(programs(), (source) => {
      const plain = runPlain(source);
      expect(runMetered(source)).toEqual(plain);
    }),
    { numRuns },
  );
}, 60_000);

test("a program spends the same fuel every time", () => {
  fc.assert(
    fc.property(programs(200), (source) => {
      const metered = meter(source);
      const [one, two] = [{ left: 1e9 }, { left: 1e9 }];
      runText(metered, one);
      runText(metered, two);
      expect(one.left).toBe(two.left);
      expect(one.left).toBeLessThan(1e9);
    }),
    { numRuns: numRuns / 4 },
  );
}, 60_000);

test("a program that has the fuel it needs ends well, and with one unit less it is ended, or found to have spent it", () => {
  fc.assert(
    fc.property(programs(200), (source) => {
      const metered = meter(source);
      const ample = { left: 1e9 };
      const whole = runText(metered, ample);
      fc.pre(whole.thrown === undefined && !source.includes("try"));
      const needed = 1e9 - ample.left;
      expect(runText(metered, { left: needed })).toEqual(whole);
      const scarce = { left: needed - 1 };
      const { thrown } = runText(metered, scarce);
      expect(scarce.left).toBeLessThan(0);
      // The last that it did may have been in functions that pay without looking.
      expect(thrown ?? "RangeError: out of fuel").toBe("RangeError: out of fuel");
    }),
    { numRuns: numRuns / 4 },
  );
}, 60_000);
