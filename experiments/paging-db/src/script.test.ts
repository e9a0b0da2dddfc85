import fc from "fast-check";
import { expect, test } from "vitest";
import { referenceString, StepKind, Steps } from "./script.js";

const kinds = Object.values(StepKind);
const step = fc.record({
  kind: fc.constantFrom(...kinds),
  file: fc.integer({ min: 0, max: 15 }),
  page: fc.oneof(fc.integer({ min: 0, max: 2 ** 21 - 1 }), fc.constant(2 ** 21 - 1)),
});

function stepsOf(all: readonly { kind: StepKind; file: number; page: number }[]): Steps {
  const steps = new Steps();
  for (const { kind, file, page } of all) steps.add(kind, file, page);
  return steps;
}

test("a step comes back as it was added, up to the largest page of the last file, however many there are", () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 3000, size: "max" }), (all) => {
      const steps = stepsOf(all);
      expect(steps.length).toBe(all.length);
      expect(all.map((_, at) => ({ kind: steps.kind(at), file: steps.file(at), page: steps.page(at) }))).toEqual(all);
    }),
    { numRuns: 50 },
  );
});

test("what does not fit is refused rather than taken for another page", () => {
  const steps = new Steps();
  expect(() => steps.add(StepKind.read, 0, 2 ** 21)).toThrow("a script cannot name page 2097152 of file 0");
  expect(() => steps.add(StepKind.read, 16, 0)).toThrow(RangeError);
  expect(() => steps.add(StepKind.read, 0, -1)).toThrow(RangeError);
  expect(() => steps.add(StepKind.read, -1, 0)).toThrow(RangeError);
  expect(steps.length).toBe(0);
});

test("the reference string counts pages through the files, and holds reads and writes only", () => {
  const steps = new Steps();
  steps.add(StepKind.prefetch, 1, 2);
  steps.add(StepKind.read, 0, 4);
  steps.add(StepKind.write, 1, 0);
  steps.add(StepKind.overwrite, 2, 1);
  steps.add(StepKind.force, 2, 1);
  steps.add(StepKind.end);
  const files = [
    { name: "a", pages: 5 },
    { name: "b", pages: 3 },
    { name: "c", pages: 2 },
  ];
  expect([...referenceString(files, steps)]).toEqual([4, 5, 9]);
  expect([...referenceString(files, new Steps())]).toEqual([]);
});
