import fc from "fast-check";
import { expect, test } from "vitest";
import { none, read, readWrite, systemNames, World } from "./testing/worlds.js";

const pages = 5;

/** What a program does with its memory. */
type Step =
  | { readonly kind: "protect"; readonly first: number; readonly count: number; readonly to: number }
  | { readonly kind: "store"; readonly page: number; readonly word: number; readonly value: number }
  | { readonly kind: "load"; readonly page: number; readonly word: number }
  | { readonly kind: "answer"; readonly protectsNext: boolean };

const page = fc.nat(pages - 1);
const word = fc.constantFrom(0, 1, 255);
const steps: fc.Arbitrary<Step[]> = fc.array(
  fc.oneof(
    {
      weight: 3,
      arbitrary: fc.record({
        kind: fc.constant("protect" as const),
        first: page,
        count: fc.integer({ min: 1, max: pages }),
        to: fc.constantFrom(none, read, readWrite),
      }),
    },
    { weight: 5, arbitrary: fc.record({ kind: fc.constant("store" as const), page, word, value: fc.nat(1000) }) },
    { weight: 2, arbitrary: fc.record({ kind: fc.constant("load" as const), page, word }) },
    { weight: 1, arbitrary: fc.record({ kind: fc.constant("answer" as const), protectsNext: fc.boolean() }) },
  ),
  { maxLength: 60 },
);

/** What memory with a handler is, with no machine under it. */
class Model {
  readonly allowed: number[] = Array.from({ length: pages }, () => readWrite);
  readonly words = new Map<string, number>();
  faults = 0;
  last = -1;
  protectsNext = false;

  protect(first: number, count: number, to: number): void {
    this.allowed.fill(to, first, first + count);
  }

  access(at: number, wanted: number): void {
    if (this.allowed[at] >= wanted) return;
    this.faults++;
    this.last = at;
    this.allowed[at] = readWrite;
    if (this.protectsNext) this.allowed[(at + 1) % pages] = read;
  }
}

test.each(systemNames)(
  "on %s any program sees the memory, and its handler the faults, that the model has",
  (system) => {
    fc.assert(
      fc.property(steps, (program) => {
        const world = new World(system, pages);
        const { memory } = world;
        const model = new Model();
        for (const step of program) {
          if (step.kind === "answer") {
            model.protectsNext = step.protectsNext;
            memory.answer({ stops: "never", protectsNext: step.protectsNext });
          } else if (step.kind === "protect") {
            const count = Math.min(step.count, pages - step.first);
            const to = step.to === none ? none : step.to === read ? read : readWrite;
            model.protect(step.first, count, to);
            world.run(memory.protect(step.first, count, to));
          } else {
            const key = `${step.page}.${step.word}`;
            model.access(step.page, step.kind === "store" ? readWrite : read);
            if (step.kind === "store") {
              model.words.set(key, step.value);
              world.run(memory.program.store(step.page, step.value, step.word));
            } else expect(world.run(memory.program.load(step.page, step.word))).toBe(model.words.get(key) ?? 0);
          }
          expect(memory.handled()).toEqual({ faults: model.faults, page: model.last });
          // Never more than the program has said, and where it is not lazy, never less.
          for (let at = 0; at < pages; at++) {
            if (system === "microkernel") expect(world.allows(at)).toBeLessThanOrEqual(model.allowed[at]);
            else expect(world.allows(at)).toBe(model.allowed[at]);
          }
        }
        for (const [key, value] of model.words) {
          const [at, its] = key.split(".").map(Number);
          expect(world.word(at, its)).toBe(value);
        }
      }),
      { numRuns: 60, seed: 4711 },
    );
  },
);
