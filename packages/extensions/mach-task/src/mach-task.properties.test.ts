import type { Context } from "@respin/core";
import { Protection, RespinError } from "@respin/hardware";
import type { Waiting } from "@respin/linker";
import fc from "fast-check";
import { expect, test } from "vitest";
import { Pager, World, type Policy, pageWords } from "./testing/world.js";

/** RESPIN_DEEP=1 tries more histories. */
const deep = process.env["RESPIN_DEEP"] === "1";
const timeoutMs = deep ? 900_000 : 60_000;
const objectPages = 8;

const step = fc.record({
  does: fc.oneof(
    { weight: 12, arbitrary: fc.constantFrom("store" as const, "load" as const) },
    { weight: 2, arbitrary: fc.constantFrom("lock" as const, "protect" as const, "map" as const) },
    { weight: 1, arbitrary: fc.constantFrom("allocate", "deallocate", "terminate") },
  ),
  choice: fc.nat(997),
  page: fc.nat(objectPages - 1),
  word: fc.constantFrom(0, 9, pageWords - 1),
  protection: fc.constantFrom(Protection.none, Protection.read, Protection.readWrite),
  flush: fc.boolean(),
});
type Step = typeof step extends fc.Arbitrary<infer T> ? T : never;

/** A region as the model has it; those of one memory object share their words. */
interface RegionModel {
  readonly task: Context;
  readonly address: number;
  readonly pages: number;
  /** The object's page that its first one is. */
  readonly offset: number;
  readonly words: Map<number, number>;
  readonly allowed: number[];
  isGone: boolean;
}

class Histories {
  readonly world: World;
  readonly pagers: readonly Pager[];
  readonly #shared: readonly Map<number, number>[];
  readonly #tasks: Context[] = [];
  #regions: RegionModel[] = [];
  #version = 0;
  exhausted = 0;

  constructor(frames: number, policies: readonly Policy[]) {
    this.world = new World(frames);
    this.pagers = policies.map((policy) => new Pager(this.world, policy));
    this.#shared = policies.map(() => new Map());
  }

  *program(steps: readonly Step[]): Waiting {
    for (const each of steps) {
      yield* this.#take(each);
      yield;
    }
  }

  *#take({ does, choice, page, word, protection, flush }: Step): Waiting {
    const { tasks } = this.world;
    if (this.#tasks.length < 3) this.#tasks.push(tasks.Create());
    const task = this.#tasks[choice % this.#tasks.length];
    const which = choice % this.pagers.length;
    if (does === "map" || this.#regions.length === 0) {
      const [pages, offset] = [1 + (choice % 5), page];
      const address = tasks.Map(task, this.pagers[which].object, offset, pages);
      return this.#enter(task, address, pages, offset, this.#shared[which]);
    }
    // Allocated memory stays: what is left has to do for all programs at once.
    const allocated = this.#regions.filter(({ words }) => !this.#shared.includes(words)).length;
    if (does === "allocate" && allocated >= 2) return;
    if (does === "allocate") return this.#enter(task, tasks.Allocate(task, 2), 2, 0, new Map());
    // Whatever the pager locks, the programs find what was stored: it is asked again.
    if (does === "lock") return tasks.Lock(this.pagers[which].object, page, protection, true, flush);
    if (does === "terminate") {
      if (!flush) return;
      tasks.Terminate(task);
      this.#tasks.splice(this.#tasks.indexOf(task), 1);
      return this.#leave((region) => region.task === task);
    }
    const region = this.#regions[choice % this.#regions.length];
    const at = page % region.pages;
    if (does === "deallocate") {
      tasks.Deallocate(region.task, region.address);
      return this.#leave((each) => each === region);
    }
    if (does === "protect") {
      tasks.Protect(region.task, region.address + at * pageWords, 1, protection);
      region.allowed[at] = protection;
      return;
    }
    yield* this.#access(region, at, word, does === "store");
  }

  *#access(region: RegionModel, page: number, word: number, write: boolean): Waiting {
    const { world } = this;
    const address = region.address + page * pageWords + word;
    const value = ++this.#version;
    const before = region.allowed[page];
    try {
      const seen = write ? yield* world.store(region.task, address, value) : yield* world.load(region.task, address);
      // Another region may be there by now.
      const now = this.#regions.find(
        (each) =>
          each.task === region.task && address >= each.address && address < each.address + each.pages * pageWords,
      );
      if (now === undefined) throw new Error("an access that goes through is to a region");
      const at = now.offset * pageWords + address - now.address;
      if (write) now.words.set(at, value);
      else expect(seen).toBe(now.words.get(at) ?? 0);
      const needs = write ? Protection.readWrite : Protection.read;
      expect(now.allowed[Math.floor((address - now.address) / pageWords)]).toBeGreaterThanOrEqual(needs);
    } catch (error) {
      if (!(error instanceof RespinError)) throw error;
      if (error.code === "RSP_MEMORY_EXHAUSTED") return void this.exhausted++;
      const needs = write ? Protection.readWrite : Protection.read;
      // It was forbidden, or came to be meanwhile, or the region went.
      expect(region.isGone || Math.min(before, region.allowed[page]) < needs).toBe(true);
    }
  }

  #enter(task: Context, address: number, pages: number, offset: number, words: Map<number, number>): void {
    const allowed = Array.from({ length: pages }, () => Protection.readWrite);
    this.#regions.push({ task, address, pages, offset, words, allowed, isGone: false });
  }

  #leave(goes: (region: RegionModel) => boolean): void {
    for (const region of this.#regions) region.isGone ||= goes(region);
    this.#regions = this.#regions.filter(({ isGone }) => !isGone);
  }

  /** Invariant O1. */
  check(): void {
    const { mmu } = this.world.kernel.machine;
    for (const { task, address, pages, allowed } of this.#regions) {
      const asn = this.world.kernel.spaces.asnOf(task, "a test");
      for (let page = 0; page < pages; page++) {
        expect(mmu.protectionOf(asn, address / pageWords + page)).toBeLessThanOrEqual(allowed[page]);
      }
    }
  }

  /** Everything ends, and the pagers have what was stored. */
  finish(): void {
    const { world } = this;
    for (const task of this.#tasks) world.tasks.Terminate(task);
    for (const { object } of this.pagers) {
      for (let page = 0; page < 2 * objectPages; page++) world.tasks.Lock(object, page, Protection.none, true, true);
    }
    expect(world.held).toBe(0);
    // The pagers hear of it.
    for (let turn = 0; turn < 200; turn++) world.run((function* () {})());
    for (const [n, { pages }] of this.pagers.entries()) {
      for (const [at, value] of this.#shared[n]) {
        expect(pages.get(Math.floor(at / pageWords))?.[at % pageWords]).toBe(value);
      }
    }
  }
}

test(
  "after any history of tasks beside each other, memory is what maps are that regions of one object share, and pagers have what was stored (O1, O2)",
  () => {
    const heard = new Map<string, number>();
    let exhausted = 0;
    const scripts = fc.array(fc.array(step, { minLength: 10, maxLength: 80, size: "max" }), {
      minLength: 1,
      maxLength: 3,
    });
    const policies = fc.tuple(
      fc.constantFrom<Policy>("all", "as asked"),
      fc.constantFrom<Policy>("as asked", "read first"),
    );
    fc.assert(
      fc.property(scripts, policies, fc.integer({ min: 9, max: 14 }), (all, how, frames) => {
        const histories = new Histories(frames, how);
        histories.world.run(...all.map((steps) => histories.program(steps)));
        histories.check();
        histories.finish();
        exhausted += histories.exhausted;
        for (const kind of histories.pagers.flatMap((pager) => pager.heard))
          heard.set(kind, (heard.get(kind) ?? 0) + 1);
      }),
      { numRuns: deep ? 6000 : 400, ...(deep ? {} : { interruptAfterTimeLimit: 30_000 }) },
    );
    // The histories did come to what they are for.
    for (const kind of ["data-request", "data-unlock", "data-return", "lock-completed"]) {
      expect(heard.get(kind)).toBeGreaterThan(300);
    }
    expect(exhausted).toBe(0);
  },
  timeoutMs,
);
