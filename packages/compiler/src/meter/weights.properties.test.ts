import fc from "fast-check";
import { expect, test } from "vitest";
import { countOperations } from "../testing/counting.js";
import { spentBy } from "../testing/metered.js";
import { programs } from "../testing/programs.js";

test("fuel never falls short of the operations executed", () => {
  fc.assert(
    fc.property(programs(), (source) => {
      expect(spentBy(source)).toBeGreaterThanOrEqual(countOperations(source));
    }),
    { numRuns: 200 },
  );
}, 60_000);

test("straight code costs what it weighs: of two arms the heavier, of cases the heaviest way through", () => {
  const base = spentBy("const a = 1;");
  expect(spentBy("const a = 1 + 2;") - base).toBe(1);
  expect(spentBy("const a = [1].length;") - base).toBe(2);
  expect(spentBy("let a = 1; if (a) a = 2; else { a = 3; a = 4; a = 5; }") - base).toBe(1 + 3);
  const cases = (end: string): number =>
    spentBy(`let a = 1; switch (a) { case 1: a = 2; ${end} case 2: a = 3; a = 4; ${end} }`);
  expect(cases("") - base).toBe(1 + 2 + 3);
  expect(cases("break;") - base).toBe(1 + 2 + 3);
});

test("fields are paid with their constructor, and by themselves where the class has none", () => {
  const made = (body: string): number =>
    spentBy(`class A { ${body} } new A(); new A();`) - spentBy(`class A { ${body} } new A();`);
  expect(made("a = 1 + 2; b = 3 * 4;")).toBe(3 + 4);
  expect(made("a; b;")).toBe(3 + 2);
  expect(made("a = 1 + 2; constructor() {}")).toBe(3 + 1 + 2);
});
