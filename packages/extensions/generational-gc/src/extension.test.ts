import { expect, test } from "vitest";
import { Program, pageWords } from "./testing/program.js";

const code = (wanted: string): unknown => expect.objectContaining({ code: wanted });

/** A program with a list of so many old cells, 63 to a page, which its first root names. */
function withOldList(cells: number, options: { readonly deaf?: boolean } = {}): Program {
  const program = new Program(2, 12, options);
  const { heap } = program;
  program.run(
    (function* () {
      heap.roots.push(0);
      for (let n = 0; n < cells; n++) {
        const cell = yield* heap.allocate(7);
        yield* heap.setNumber(cell, 0, n);
        yield* heap.setCell(cell, 1, heap.roots[0]);
        heap.roots[0] = cell;
      }
      yield* heap.collect();
    })(),
  );
  return program;
}

test("the first store to an old page faults and is recorded, the next are free, and a collection looks at that page only", () => {
  const program = withOldList(300);
  const { heap, barrier, region } = program;
  expect(heap.oldPagesUsed).toBeGreaterThan(4);
  const [faults, looked] = [program.faults, heap.counts.pagesLookedAt];
  expect(barrier.Stored(region)).toEqual([]);
  program.run(
    (function* () {
      for (let n = 0; n < 5; n++) yield* heap.setNumber(heap.roots[0], 2, n);
    })(),
  );
  expect(program.faults - faults).toBe(1);
  expect(barrier.Stored(region)).toEqual([Math.floor((heap.roots[0] - program.base) / pageWords)]);
  program.run(heap.collect());
  expect(heap.counts.pagesLookedAt - looked).toBe(1);
  expect(barrier.Stored(region)).toEqual([]);
  // It is watched again.
  program.run(heap.setNumber(heap.roots[0], 2, 6));
  expect(program.faults - faults).toBe(2);
});

/** Store the only reference to a new cell into an old one, and collect. Returns what the field names then. */
function keptByOldCell(program: Program): { readonly number: number; readonly isNew: boolean } {
  const { heap } = program;
  return program.run(
    (function* () {
      const fresh = yield* heap.allocate(1);
      yield* heap.setNumber(fresh, 0, 4711);
      yield* heap.setCell(heap.roots[0], 3, fresh);
      yield* heap.collect();
      // The nursery is used again.
      for (let n = 0; n < 20; n++) yield* heap.setNumber(yield* heap.allocate(1), 0, -1);
      const named = yield* heap.cellAt(heap.roots[0], 3);
      return { number: yield* heap.numberAt(named, 0), isNew: named < program.base + 2 * pageWords };
    })(),
  );
}

test("a new cell that only an old one names is kept; without the barrier it is lost", () => {
  expect(keptByOldCell(withOldList(300))).toEqual({ number: 4711, isNew: false });
  expect(keptByOldCell(withOldList(300, { deaf: true }))).toEqual({ number: -1, isNew: true });
});

test("cells that nothing names are gone after everything was collected", () => {
  const program = withOldList(300);
  const { heap } = program;
  const before = heap.oldPagesUsed;
  heap.roots[0] = 0;
  program.run(
    (function* () {
      for (let n = 0; n < 3000; n++) {
        const cell = yield* heap.allocate(7);
        if (n % 100 === 0) heap.roots[0] = cell;
      }
    })(),
  );
  expect(heap.counts.full).toBe(0);
  program.run(
    (function* () {
      while (heap.counts.full === 0) {
        heap.roots.push(yield* heap.allocate(7));
        if (heap.roots.length > 200) heap.roots.length = 1;
      }
    })(),
  );
  expect(heap.oldPagesUsed).toBeLessThan(before);
});

test("a heap that is too small says so, and so does a cell that fits no page", () => {
  const program = new Program(1, 3);
  const { heap } = program;
  const fill = function* () {
    for (;;) heap.roots.push(yield* heap.allocate(30));
  };
  expect(() => program.run(fill())).toThrow(code("RSP_HEAP_FULL"));
  expect(() => program.run(heap.allocate(pageWords / 2))).toThrow(code("RSP_HEAP_FULL"));
});

test("what is asked wrongly is refused by code, and other faults stay the program's", () => {
  const program = withOldList(10);
  const { barrier, context, region, kernel } = program;
  expect(() => barrier.Begin(context, region, pageWords)).toThrow(code("RSP_BARRIER"));
  const other = kernel.addresses.allocate(context, 2);
  expect(() => barrier.Stored(other)).toThrow(code("RSP_BARRIER"));
  expect(() => barrier.Begin(context, other, 0)).toThrow(code("RSP_BARRIER"));
  barrier.Begin(context, other, pageWords);
  expect(() => barrier.Watch(other, 0, 1)).toThrow(code("RSP_MAPPED"));
  expect(() => barrier.Watch(other, 1, 2)).toThrow(code("RSP_REGION"));
  barrier.End(other);
  expect(() => barrier.Stored(other)).toThrow(code("RSP_BARRIER"));
  barrier.End(region);
  // The page is read only still, and nobody watches it.
  const { heap } = program;
  expect(() => program.run(heap.setNumber(heap.roots[0], 0, 1))).toThrow(code("RSP_PROTECTION_FAULT"));
});
