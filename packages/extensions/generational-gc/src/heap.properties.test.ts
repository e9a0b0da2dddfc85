import type { Waiting } from "@respin/linker";
import fc from "fast-check";
import { expect, test } from "vitest";
import { Program } from "./testing/program.js";

/** RESPIN_DEEP=1 tries more histories. */
const deep = process.env["RESPIN_DEEP"] === "1";
const timeoutMs = deep ? 900_000 : 60_000;
const runs = deep ? 3000 : 250;
const rootsMax = 6;

/** A cell as the model has it. */
interface Cell {
  readonly fields: (Cell | number | undefined)[];
}

const step = fc.record({
  does: fc.oneof(
    { weight: 6, arbitrary: fc.constant("make" as const) },
    { weight: 6, arbitrary: fc.constantFrom("name" as const, "number" as const) },
    { weight: 2, arbitrary: fc.constant("follow" as const) },
    { weight: 1, arbitrary: fc.constantFrom("forget", "collect") },
  ),
  root: fc.nat(rootsMax - 1),
  other: fc.nat(rootsMax - 1),
  field: fc.nat(40),
  /** Of a new cell: many are small, some fill much of a page. */
  fields: fc.oneof({ weight: 4, arbitrary: fc.integer({ min: 1, max: 12 }) }, fc.integer({ min: 60, max: 200 })),
});
type Step = typeof step extends fc.Arbitrary<infer T> ? T : never;

class Mutator {
  readonly program: Program;
  /** What the heap's roots are to be. */
  readonly roots: (Cell | undefined)[] = Array.from({ length: rootsMax }, () => undefined);
  #number = 0;

  constructor(options: { readonly deaf?: boolean } = {}) {
    this.program = new Program(1, 10, options);
    this.program.heap.roots.push(...this.roots.map(() => 0));
  }

  *take({ does, root, other, field, fields }: Step): Waiting {
    const { heap } = this.program;
    const cell = this.roots[root];
    if (does === "collect") return yield* heap.collect();
    if (does === "forget") return this.#put(root, undefined, 0);
    if (does === "make" || cell === undefined) {
      const made = yield* heap.allocate(fields);
      return this.#put(root, { fields: Array.from({ length: fields }, () => undefined) }, made);
    }
    const at = field % cell.fields.length;
    if (does === "number") {
      cell.fields[at] = ++this.#number;
      yield* heap.setNumber(heap.roots[root], at, this.#number);
    } else if (does === "name") {
      cell.fields[at] = this.roots[other];
      yield* heap.setCell(heap.roots[root], at, heap.roots[other]);
    } else {
      const named = cell.fields[at];
      if (typeof named === "object") this.#put(other, named, yield* heap.cellAt(heap.roots[root], at));
    }
  }

  #put(root: number, cell: Cell | undefined, address: number): void {
    this.roots[root] = cell;
    this.program.heap.roots[root] = address;
  }

  /** The heap has the shape of the model: the same cells, each in one place, with the same numbers. */
  *compare(): Waiting {
    const { heap } = this.program;
    const places = new Map<Cell, number>();
    const rest: Cell[] = [];
    const meet = (cell: Cell | undefined, address: number): void => {
      if (cell === undefined) return expect(address).toBe(0);
      const known = places.get(cell);
      if (known === undefined) rest.push(cell);
      expect(address).toBe(known ?? address);
      places.set(cell, address);
    };
    for (const [n, root] of this.roots.entries()) meet(root, heap.roots[n]);
    for (let cell = rest.pop(); cell !== undefined; cell = rest.pop()) {
      const address = places.get(cell) ?? 0;
      for (const [n, field] of cell.fields.entries()) {
        if (typeof field === "number") expect(yield* heap.numberAt(address, n)).toBe(field);
        else meet(field, yield* heap.cellAt(address, n));
      }
    }
    expect(new Set(places.values()).size).toBe(places.size);
  }
}

/** What goes wrong in a history: undefined when nothing does, "full" when the heap is. */
function outcomeOf(steps: readonly Step[], mutator: Mutator): unknown {
  try {
    for (const each of steps) mutator.program.run(mutator.take(each));
    mutator.program.run(mutator.program.heap.collect());
    mutator.program.run(mutator.compare());
  } catch (error) {
    return error instanceof Error && "code" in error && error.code === "RSP_HEAP_FULL" ? "full" : error;
  }
  return undefined;
}

const histories = fc.array(step, { minLength: 100, maxLength: 1200, size: "max" });

test(
  "after any history of a program and its collections, the heap is what plain objects are (G1)",
  () => {
    let [minor, full, looked, faults, filled] = [0, 0, 0, 0, 0];
    fc.assert(
      fc.property(histories, (steps) => {
        const mutator = new Mutator();
        const wrong = outcomeOf(steps, mutator);
        if (wrong === "full") filled++;
        else if (wrong !== undefined) throw wrong;
        const { counts } = mutator.program.heap;
        minor += counts.minor;
        full += counts.full;
        looked += counts.pagesLookedAt;
        faults += mutator.program.faults;
      }),
      { numRuns: runs },
    );
    // The histories did come to what they are for.
    expect(Math.min(minor / 4, full, looked, faults)).toBeGreaterThan(100);
    expect(filled).toBeLessThan(runs / 4);
  },
  timeoutMs,
);

test("without the barrier such a history finds a cell that was lost", () => {
  const found = fc
    .sample(histories, { numRuns: 40, seed: 1 })
    .some((steps) => outcomeOf(steps, new Mutator({ deaf: true })) instanceof Error);
  expect(found).toBe(true);
});
