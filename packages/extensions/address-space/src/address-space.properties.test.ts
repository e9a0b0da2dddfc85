import type { Context } from "@respin/core";
import { Protection } from "@respin/hardware";
import type { Waiting } from "@respin/linker";
import fc from "fast-check";
import { expect, test } from "vitest";
import { World, pageWords } from "./testing/world.js";

/** RESPIN_DEEP=1 tries more histories. */
const deep = process.env["RESPIN_DEEP"] === "1";
const timeoutMs = deep ? 900_000 : 60_000;
const pages = 14;
const spacesMax = 16;

/** One thing that a program does. Numbers choose among what there is, modulo how much. */
const step = fc.record({
  does: fc.oneof(
    { weight: 6, arbitrary: fc.constantFrom("store" as const, "load" as const) },
    { weight: 2, arbitrary: fc.constantFrom("fork" as const, "destroy" as const) },
    { weight: 1, arbitrary: fc.constantFrom("create", "grow", "map", "unmap", "fill") },
  ),
  space: fc.nat(997),
  page: fc.nat(pages),
  /** A page by its number, whether or not it is there; or one of those that are. */
  stray: fc.oneof({ weight: 9, arbitrary: fc.constant(false) }, fc.constant(true)),
  /** Few words, so that they are stored to again. */
  word: fc.constantFrom(0, 1, 7, pageWords - 1),
  size: fc.integer({ min: 1, max: 3 }),
});
type Step = Static<typeof step>;
type Static<T> = T extends fc.Arbitrary<infer S> ? S : never;

/** A space as the model has it: every word that is not zero, and which pages there are. Copied whole at a fork. */
interface Model {
  readonly context: Context;
  readonly words: Map<number, number>;
  /** By page: whether the program may store to it. */
  readonly pages: Map<number, "text" | "data" | "mapped" | "stack">;
  /** Pages that have a frame, with all the spaces that share it. */
  readonly frames: Map<number, Set<Model>>;
}

class Histories {
  readonly world: World;
  readonly models: Model[] = [];
  copied = 0;
  kept = 0;
  forks = 0;
  exhausted = 0;
  #version = 0;

  constructor(frames: number) {
    this.world = new World({ frames, pages });
  }

  *program(steps: readonly Step[]): Waiting {
    for (const each of steps) {
      yield* this.#take(each);
      // The others have their turn.
      yield;
    }
  }

  *#take(each: Step): Waiting {
    const { spaces } = this.world;
    if (this.models.length === 0 || each.does === "create") return this.#create(each);
    const model = this.models[each.space % this.models.length];
    const { context } = model;
    const base = spaces.Base(context);
    const end = 1 + [...model.pages.values()].filter((use) => use === "data").length;
    switch (each.does) {
      case "fork":
        if (this.models.length < spacesMax) this.#fork(model);
        return;
      case "destroy":
        if (this.models.length > 1 || each.word === 0) this.#destroy(model);
        return;
      case "grow": {
        const by = each.word === 0 ? -each.size : each.size;
        const fresh = Array.from({ length: each.size }, (_, n) => (by > 0 ? end + n : end - 1 - n));
        const fits = fresh.every((page) => (by > 0 ? page < pages && !model.pages.has(page) : page > 0));
        const code = this.world.codeOf(() => {
          expect(spaces.Grow(context, by)).toBe(base + end * pageWords);
        });
        expect(code).toBe(fits ? undefined : "RSP_SPACE_FULL");
        if (fits) for (const page of fresh) this.#set(model, page, by > 0 ? "data" : undefined);
        return;
      }
      case "map": {
        const code = this.world.codeOf(() => {
          const first = (spaces.Map(context, each.size) - base) / pageWords;
          for (let page = first; page < first + each.size; page++) {
            expect(model.pages.has(page)).toBe(false);
            this.#set(model, page, "mapped");
          }
        });
        expect(["RSP_SPACE_FULL", undefined]).toContain(code);
        return;
      }
      case "unmap": {
        const range = Array.from({ length: each.size }, (_, n) => each.page + n);
        const all = range.every((page) => model.pages.get(page) === "mapped");
        const code = this.world.codeOf(() => spaces.Unmap(context, base + each.page * pageWords, each.size));
        expect(code).toBe(all ? undefined : "RSP_SPACE_RANGE");
        if (all) for (const page of range) this.#set(model, page, undefined);
        return;
      }
      default:
        yield* this.#access(model, base, each);
    }
  }

  *#access(model: Model, base: number, { does, page: chosen, word, stray }: Step): Waiting {
    const { world } = this;
    const there = [...model.pages.keys()];
    const page = stray ? chosen : there[chosen % there.length];
    const at = page * pageWords + word;
    const address = base + at;
    const use = model.pages.get(page);
    const value = ++this.#version;
    try {
      if (does === "load") {
        const seen = yield* world.load(model.context, address);
        this.#touched(model, page);
        expect(seen).toBe(model.words.get(at) ?? 0);
      } else if (does === "store") {
        yield* world.store(model.context, address, value);
        this.#stored(model, page, at, value);
      } else {
        yield* world.spaces.Load(model.context, address, Int32Array.of(value));
        this.#stored(model, page, at, value);
      }
    } catch (error) {
      if (!(error instanceof Error) || !("code" in error)) throw error;
      this.#failed(model, page, does, use, error.code);
    }
  }

  /** An access failed: it had to. */
  #failed(model: Model, page: number, does: Step["does"], before: string | undefined, code: unknown): void {
    if (code === "RSP_MEMORY_EXHAUSTED") {
      this.exhausted++;
      return;
    }
    const isThere = this.models.includes(model);
    const use = isThere ? model.pages.get(page) : undefined;
    // Meanwhile others may have had their turn.
    if (use === undefined || before === undefined) {
      const codes = [
        "RSP_PAGE_NOT_PRESENT",
        "RSP_BAD_ADDRESS",
        "RSP_SPACE_RANGE",
        ...(isThere ? [] : ["RSP_CAPABILITY"]),
      ];
      expect(codes).toContain(code);
    } else {
      expect([use, does, code]).toEqual(["text", "store", "RSP_PROTECTION_FAULT"]);
      // It was there to be found read only.
      this.#touched(model, page);
    }
  }

  #create({ size }: Step): void {
    if (this.models.length === spacesMax) return;
    const { spaces } = this.world;
    const context = spaces.Create(1, size, 2);
    const model: Model = { context, words: new Map(), pages: new Map(), frames: new Map() };
    model.pages.set(0, "text");
    for (let page = 1; page <= size; page++) model.pages.set(page, "data");
    for (const page of [pages - 2, pages - 1]) model.pages.set(page, "stack");
    this.models.push(model);
  }

  #fork(parent: Model): void {
    const { copied } = this.world.spaces.Counts();
    const { held } = this.world;
    const context = this.world.spaces.Fork(parent.context);
    // No page is copied, no frame is taken.
    expect([this.world.spaces.Counts().copied, this.world.held]).toEqual([copied, held]);
    const frames = new Map(parent.frames);
    const child: Model = { context, words: new Map(parent.words), pages: new Map(parent.pages), frames };
    for (const sharers of frames.values()) sharers.add(child);
    this.models.push(child);
    this.forks++;
  }

  #destroy(model: Model): void {
    this.world.spaces.Destroy(model.context);
    this.models.splice(this.models.indexOf(model), 1);
    for (const sharers of model.frames.values()) sharers.delete(model);
  }

  #set(model: Model, page: number, use: "data" | "mapped" | undefined): void {
    if (use !== undefined) return void model.pages.set(page, use);
    model.pages.delete(page);
    for (let word = 0; word < pageWords; word++) model.words.delete(page * pageWords + word);
    model.frames.get(page)?.delete(model);
    model.frames.delete(page);
  }

  #touched(model: Model, page: number): void {
    if (!model.frames.has(page)) model.frames.set(page, new Set([model]));
  }

  #stored(model: Model, page: number, at: number, value: number): void {
    this.#touched(model, page);
    const sharers = model.frames.get(page) ?? new Set();
    if (sharers.size > 1) {
      this.copied++;
      sharers.delete(model);
      model.frames.set(page, new Set([model]));
    }
    model.words.set(at, value);
  }

  /** Invariants A1 and A2: which frame each page has, who shares it, and what it allows. */
  check(exactly: boolean): void {
    const { kernel, spaces, held } = this.world;
    const { mmu } = kernel.machine;
    const sharers = new Map<number, number>();
    const writable = new Set<number>();
    for (const { context, pages: used, frames } of this.models) {
      const asn = this.world.asn(context);
      const first = spaces.Base(context) / pageWords;
      for (let page = 0; page < pages; page++) {
        const frame = mmu.frameOf(asn, first + page);
        must(!exactly || frame >= 0 === frames.has(page), `page ${page} is in memory: ${frame}`);
        if (frame < 0) continue;
        must(used.has(page), `page ${page} is there`);
        sharers.set(frame, (sharers.get(frame) ?? 0) + 1);
        if (mmu.protectionOf(asn, first + page) === Protection.readWrite) writable.add(frame);
      }
    }
    for (const frame of writable) must(sharers.get(frame) === 1, `frame ${frame} is shared and can be stored to (A1)`);
    must(held === sharers.size, `${held} frames are held, and ${sharers.size} are in some space (A2)`);
    if (exactly) expect(spaces.Counts().copied).toBe(this.copied);
  }

  /** Every word that was ever stored, of every space, as a program reads it; then everything is given back. */
  finish(): void {
    const { world } = this;
    const { mmu, memory } = world.kernel.machine;
    for (const { context, words } of this.models) {
      const base = world.spaces.Base(context);
      const asn = world.asn(context);
      for (const [at, value] of words) {
        must(mmu.load(asn, base + at) >= 0, `word ${at} is in memory`);
        must(mmu.loaded === value, `word ${at} was stored last as ${value}, and is ${mmu.loaded}`);
      }
      // And nothing else is anything but zero.
      for (let page = 0; page < pages; page++) {
        const frame = mmu.frameOf(asn, base / pageWords + page);
        if (frame < 0) continue;
        const contents = memory.words.subarray(frame * pageWords, (frame + 1) * pageWords);
        for (const [word, value] of contents.entries()) {
          must(value === 0 || words.has(page * pageWords + word), `word ${word} of page ${page} was never stored`);
        }
      }
    }
    while (this.models.length > 0) this.#destroy(this.models[0]);
    expect([world.held, world.kernel.storage.free]).toEqual([0, world.share]);
  }
}

function must(holds: boolean, says: string): asserts holds {
  if (!holds) throw new Error(says);
}

test(
  "after any history of one program, memory is what maps that are copied whole at each fork say, and no page is copied without need (A1, A2)",
  () => {
    let [forks, copied, exhausted] = [0, 0, 0];
    fc.assert(
      fc.property(fc.array(step, { minLength: 20, maxLength: 150, size: "max" }), (steps) => {
        const histories = new Histories(60);
        for (const each of steps) {
          histories.world.run(histories.program([each]));
          histories.check(true);
        }
        histories.finish();
        forks += histories.forks;
        copied += histories.copied;
        exhausted += histories.exhausted;
      }),
      { numRuns: deep ? 3000 : 80 },
    );
    // The histories did come to what they are for.
    expect(Math.min(forks / 2, copied)).toBeGreaterThan(200);
    expect(exhausted).toBe(0);
  },
  timeoutMs,
);

test(
  "so it is when several programs do so beside each other, with too few frames for all (A1, A2)",
  () => {
    let [forks, copied, exhausted] = [0, 0, 0];
    const scripts = fc.array(fc.array(step, { minLength: 5, maxLength: 60, size: "max" }), {
      minLength: 2,
      maxLength: 5,
    });
    fc.assert(
      fc.property(scripts, fc.integer({ min: 3, max: 20 }), (all, frames) => {
        const histories = new Histories(frames);
        histories.world.run(...all.map((steps) => histories.program(steps)));
        histories.check(false);
        histories.finish();
        forks += histories.forks;
        copied += histories.world.spaces.Counts().copied;
        exhausted += histories.exhausted;
      }),
      { numRuns: deep ? 3000 : 80 },
    );
    expect(Math.min(forks, copied)).toBeGreaterThan(100);
    expect(exhausted).toBeGreaterThan(100);
  },
  timeoutMs,
);
