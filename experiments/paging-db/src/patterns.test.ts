import { expect, test } from "vitest";
import { patternNames, patterns, sequentialCyclic, type Pattern, type PatternSize } from "./patterns.js";
import { StepKind } from "./script.js";

const rounds = 8;
const capacities = [19, 45, 253];
const sizes = capacities.map((capacity): PatternSize => ({ capacity, rounds }));

interface Step {
  readonly kind: number;
  readonly file: number;
  readonly page: number;
}

function stepsOf({ steps }: Pattern): Step[] {
  return Array.from({ length: steps.length }, (_, at) => ({
    kind: steps.kind(at),
    file: steps.file(at),
    page: steps.page(at),
  }));
}

const isReference = ({ kind }: Step): boolean => kind <= StepKind.overwrite;

function references(pattern: Pattern, file?: number): number[] {
  return stepsOf(pattern)
    .filter((step) => isReference(step) && (file === undefined || step.file === file))
    .map(({ page }) => page);
}

function named(name: Pattern["name"], size: PatternSize, seed = 1): Pattern {
  const found = patterns(size, seed).find((pattern) => pattern.name === name);
  if (found === undefined) throw new Error(`there is no pattern ${name}`);
  return found;
}

const upTo = (n: number): number[] => Array.from({ length: n }, (_, page) => page);
const ascending = (pages: readonly number[]): number[] => pages.toSorted((a, b) => a - b);

test("the patterns are those that are named, in that order", () => {
  expect(patterns(sizes[0], 1).map(({ name }) => name)).toEqual([...patternNames]);
});

test.each(sizes)("every step names a page of a file that has it, and every file has a kind: %o", (size) => {
  for (const pattern of patterns(size, 3)) {
    expect(pattern.kinds, pattern.name).toHaveLength(pattern.files.length);
    const outside = stepsOf(pattern).filter(
      ({ kind, file, page }) => kind !== StepKind.end && !(page < (pattern.files[file]?.pages ?? 0)),
    );
    expect(outside, pattern.name).toEqual([]);
  }
});

test.each(sizes)("what is prefetched is referenced later, soon, and is not named twice: %o", (size) => {
  for (const pattern of patterns(size, 3)) {
    const steps = stepsOf(pattern);
    const announced = new Set<string>();
    for (const [at, { kind, file, page }] of steps.entries()) {
      if (kind !== StepKind.prefetch) continue;
      const which = `${pattern.name} ${file} ${page}`;
      expect(announced.has(which), which).toBe(false);
      announced.add(which);
      const isIt = (step: Step): boolean => isReference(step) && step.file === file && step.page === page;
      const use = steps.findIndex((step, index) => index > at && isIt(step));
      expect(use, which).toBeGreaterThan(at);
      expect(
        steps.slice(at, use).filter((step) => isReference(step) && step.file === file).length,
        which,
      ).toBeLessThanOrEqual(8);
    }
  }
});

test("where the order is known beforehand all but the first page are prefetched, elsewhere only a scan", () => {
  const prefetched = Object.fromEntries(
    patterns(sizes[1], 1).map((pattern) => {
      const steps = stepsOf(pattern).filter(({ kind }) => kind === StepKind.prefetch);
      return [pattern.name, [steps.length, [...new Set(steps.map(({ file }) => pattern.files[file].name))].join()]];
    }),
  );
  const scanned = named("transactions", sizes[1]).files[2].pages;
  expect(prefetched).toEqual({
    "sequential-once": [112, "table"],
    "sequential-cyclic": [0, ""],
    "random-once": [112, "table"],
    "random-again": [0, ""],
    "nested-loop-join": [0, ""],
    "index-join": [0, ""],
    transactions: [scanned - 4, "scanned"],
  });
});

test.each(sizes)(
  "sequential-once goes through a table larger than the memory, one page after the other, once: %o",
  (size) => {
    const pattern = named("sequential-once", size);
    expect(references(pattern)).toEqual(upTo(Math.round(size.capacity * 2.5)));
  },
);

test.each(sizes)("sequential-cyclic goes round a table that is a quarter larger than the memory: %o", (size) => {
  const pages = Math.round(size.capacity * 1.25);
  expect(pages).toBeGreaterThan(size.capacity);
  expect(references(sequentialCyclic(size))).toEqual(Array.from({ length: rounds }, () => upTo(pages)).flat());
});

test.each(sizes)("random-once names every page once, in no order: %o", (size) => {
  const found = references(named("random-once", size));
  const pages = Math.round(size.capacity * 2.5);
  expect(ascending(found)).toEqual(upTo(pages));
  // One in so many pages follows its neighbour by chance.
  const successors = found.filter((page, at) => at > 0 && page === found[at - 1] + 1).length;
  expect(successors).toBeLessThan(pages / 4);
});

test.each(sizes)("random-again names some pages far more often than others, from all over the table: %o", (size) => {
  const pattern = named("random-again", size);
  const found = references(pattern);
  expect(found).toHaveLength(size.capacity * rounds);
  const counts = new Map<number, number>();
  for (const page of found) counts.set(page, (counts.get(page) ?? 0) + 1);
  const busiest = [...counts].toSorted(([, a], [, b]) => b - a).slice(0, Math.ceil(counts.size / 10));
  const share = busiest.reduce((sum, [, count]) => sum + count, 0) / found.length;
  expect(share).toBeGreaterThan(0.25);
  // They do not stand together: a policy that keeps neighbours would have it too easy.
  expect(Math.max(...busiest.map(([page]) => page))).toBeGreaterThan(pattern.files[0].pages / 2);
  const writes = stepsOf(pattern).filter(({ kind }) => kind === StepKind.write).length;
  expect(writes / found.length).toBeGreaterThan(0.03);
  expect(writes / found.length).toBeLessThan(0.2);
});

test.each(sizes)("nested-loop-join goes through the whole inner table for each page of the outer one: %o", (size) => {
  const pattern = named("nested-loop-join", size);
  const inner = pattern.files[1].pages;
  expect(inner).toBeGreaterThan(size.capacity);
  expect(references(pattern, 0)).toEqual(upTo(rounds));
  expect(references(pattern, 1)).toEqual(Array.from({ length: rounds }, () => upTo(inner)).flat());
  const outerAt = stepsOf(pattern)
    .filter(isReference)
    .flatMap(({ file }, at) => (file === 0 ? [at] : []));
  expect(outerAt).toEqual(upTo(rounds).map((outer) => outer * (inner + 1)));
});

test.each(sizes)("index-join takes the one path through the index that leads to each row: %o", (size) => {
  const pattern = named("index-join", size);
  const steps = stepsOf(pattern).filter(isReference);
  expect(references(pattern, 0)).toEqual(upTo(pattern.files[0].pages));
  const leafOf = new Map<number, number>();
  const interiorOf = new Map<number, number>();
  const bodies = steps.filter(({ file }) => file !== 0);
  expect(bodies.length).toBe(pattern.files[0].pages * 8 * 3);
  for (let at = 0; at < bodies.length; at += 3) {
    const [interior, leaf, row] = bodies.slice(at, at + 3);
    expect([interior.file, leaf.file, row.file]).toEqual([1, 1, 2]);
    expect(interior.page).toBeLessThan(leaf.page);
    expect(leafOf.get(row.page) ?? leaf.page).toBe(leaf.page);
    expect(interiorOf.get(leaf.page) ?? interior.page).toBe(interior.page);
    leafOf.set(row.page, leaf.page);
    interiorOf.set(leaf.page, interior.page);
  }
  const interiors = new Set(interiorOf.values());
  const isLeaf = (page: number): boolean => interiorOf.has(page);
  expect([...interiors].filter(isLeaf)).toEqual([]);
  // The index alone fits into the memory, the rows do not.
  expect(pattern.files[1].pages).toBeLessThan(size.capacity);
  expect(pattern.files[2].pages).toBeGreaterThan(size.capacity);
});

test.each(sizes)(
  "transactions: the scan never repeats, and the log is written before a transaction ends: %o",
  (size) => {
    const pattern = named("transactions", size);
    const scan = references(pattern, 2);
    expect(scan).toEqual(upTo(pattern.files[2].pages));

    const operations: Step[][] = [[]];
    for (const step of stepsOf(pattern)) {
      if (step.kind === StepKind.end) operations.push([]);
      else operations[operations.length - 1].push(step);
    }
    expect(operations.pop()).toEqual([]);
    const logPages = operations.map((operation, index) => {
      const log = operation.filter(({ file }) => file === 1);
      const kinds = log.map(({ kind }) => kind);
      // A new page is written whole by the first that needs it, and is added to by the next three.
      expect(kinds).toEqual([index % 4 === 0 ? StepKind.overwrite : StepKind.write, StepKind.force]);
      const forced = operation.findIndex(({ kind }) => kind === StepKind.force);
      const written = operation.flatMap(({ kind, file }, at) => (file === 0 && kind === StepKind.write ? [at] : []));
      expect(written).toHaveLength(2);
      expect(Math.max(...written)).toBeLessThan(forced);
      return log[0].page;
    });
    expect(logPages).toEqual(operations.map((_, index) => Math.floor(index / 4)));
    expect(pattern.files[1].pages).toBe((logPages.at(-1) ?? -1) + 1);
    expect(pattern.orders).toEqual([[1, 0]]);
  },
);

test("files and reference strings grow with the memory, loops with the rounds", () => {
  const [small, large] = [patterns({ capacity: 40, rounds }, 1), patterns({ capacity: 400, rounds }, 1)];
  for (const [index, pattern] of small.entries()) {
    const grown = references(large[index]).length / references(pattern).length;
    expect(grown, pattern.name).toBeGreaterThan(8);
    expect(grown, pattern.name).toBeLessThan(12);
  }
  const longer = patterns({ capacity: 40, rounds: 2 * rounds }, 1);
  const times = longer.map((pattern, index) => references(pattern).length / references(small[index]).length);
  expect(times.map((ratio) => Math.round(ratio * 10) / 10)).toEqual([1, 2, 1, 2, 2, 2, 2]);
});

test("a seed changes the patterns that chance has a part in and no other; equal seeds make equal ones", () => {
  const [a, again, b] = [1, 1, 2].map((seed) =>
    patterns(sizes[1], seed).map((pattern) => JSON.stringify(stepsOf(pattern))),
  );
  expect(again).toEqual(a);
  const changed = patternNames.filter((_, index) => a[index] !== b[index]);
  expect(changed).toEqual(["random-once", "random-again", "index-join", "transactions"]);
});
