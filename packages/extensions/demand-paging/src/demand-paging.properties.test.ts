import type { Region } from "@respin/core";
import { RespinError } from "@respin/hardware";
import type { Waiting } from "@respin/linker";
import fc from "fast-check";
import { expect, test } from "vitest";
import { fileNames, filePages, World, type FileName, pageWords } from "./testing/world.js";

/** RESPIN_DEEP=1 tries more histories. */
const deep = process.env["RESPIN_DEEP"] === "1";
const timeoutMs = deep ? 900_000 : 60_000;

const step = fc.record({
  does: fc.oneof(
    { weight: 12, arbitrary: fc.constantFrom("store" as const, "load" as const) },
    { weight: 2, arbitrary: fc.constant("clean" as const) },
    { weight: 1, arbitrary: fc.constant("unmap" as const) },
  ),
  name: fc.constantFrom(...fileNames),
  page: fc.nat(filePages - 1),
  word: fc.constantFrom(0, 9, pageWords - 1),
});
type Step = typeof step extends fc.Arbitrary<infer T> ? T : never;

/** A file as the model has it. */
class FileModel {
  readonly name: FileName;
  /** Every word that was stored. */
  readonly words = new Map<number, number>();
  /** What each word has been, oldest first: the volume has one that is no older than the last time it was cleaned. */
  readonly history = new Map<number, number[]>();
  mapped: { readonly region: Region; readonly base: number } | undefined;
  isChanging = false;

  constructor(name: FileName) {
    this.name = name;
  }

  store(at: number, value: number): void {
    this.words.set(at, value);
    this.history.set(at, [...(this.history.get(at) ?? []), value]);
  }
}

class Histories {
  readonly world: World;
  readonly files: ReadonlyMap<FileName, FileModel> = new Map(fileNames.map((name) => [name, new FileModel(name)]));
  #version = 0;

  constructor(frames: number) {
    this.world = new World(frames);
  }

  *program(steps: readonly Step[]): Waiting {
    for (const each of steps) {
      const file = this.files.get(each.name);
      // Another program is mapping or unmapping it.
      if (file !== undefined && !file.isChanging) yield* this.#take(file, each);
      yield;
    }
  }

  *#take(file: FileModel, { does, page, word }: Step): Waiting {
    const { world } = this;
    const { mapped } = file;
    if (mapped === undefined) {
      file.isChanging = true;
      file.mapped = yield* world.map(file.name);
      file.isChanging = false;
      return;
    }
    const at = page * pageWords + word;
    if (does === "clean" || does === "unmap") {
      const before = new Map(file.words);
      if (does === "clean") yield* world.paging.Clean(mapped.region);
      else {
        file.isChanging = true;
        yield* world.paging.Unmap(mapped.region);
        file.isChanging = false;
        file.mapped = undefined;
      }
      return this.#checkVolume(file, before);
    }
    try {
      if (does === "load") {
        const seen = yield* world.load(mapped.base + at);
        expect(seen).toBe(this.#mappedAt(mapped.base).words.get(at) ?? 0);
      } else {
        const value = ++this.#version;
        yield* world.store(mapped.base + at, value);
        this.#mappedAt(mapped.base).store(at, value);
      }
    } catch (error) {
      // Another program unmapped it meanwhile.
      if (!(error instanceof RespinError) || (file.mapped === mapped && !file.isChanging)) throw error;
      expect(["RSP_BAD_ADDRESS", "RSP_PAGE_NOT_PRESENT", "RSP_PROTECTION_FAULT"]).toContain(error.code);
    }
  }

  /** Another file may be where one was when the program began to wait. */
  #mappedAt(base: number): FileModel {
    const file = [...this.files.values()].find(({ mapped }) => mapped?.base === base);
    if (file === undefined) throw new Error("an access that goes through is to a file that is mapped");
    return file;
  }

  /** What was stored before is on the platter: that, or something newer. */
  #checkVolume(file: FileModel, before: ReadonlyMap<number, number>): void {
    const words = this.#platter(file.name);
    for (const [at, value] of before) {
      const history = file.history.get(at) ?? [];
      const newer = history.slice(history.lastIndexOf(value));
      expect(newer).toContain(words(at));
    }
  }

  /** The words of a file, as they stand on the platter this moment. */
  #platter(name: FileName): (at: number) => number {
    const { platter } = this.world.kernel.machine.disk;
    const first = this.#firstBlock(name);
    const block = new Int32Array(pageWords);
    return (at) => {
      const number = first + Math.floor(at / pageWords);
      platter.copyTo((number * pageWords * 4) / platter.sectorBytes, new Uint8Array(block.buffer));
      return block[at % pageWords];
    };
  }

  #firstBlock(name: FileName): number {
    const { value } = this.world.volume.Lookup(name).next();
    if (typeof value !== "object") throw new Error("a file is looked up at once");
    return value.firstBlock;
  }

  /** Unmap all, and compare every word of every file. */
  finish(): void {
    const { world } = this;
    for (const file of this.files.values()) {
      if (file.mapped !== undefined) world.run(world.paging.Unmap(file.mapped.region));
      const { words, pages } = world.onVolume(file.name);
      const last = Math.max(-1, ...file.words.keys());
      expect(pages).toBe(Math.ceil((last + 1) / pageWords));
      for (let at = 0; at < pages * pageWords; at++) {
        if (words[at] !== (file.words.get(at) ?? 0))
          expect.fail(`${file.name}: word ${at} is ${words[at]} on the volume`);
      }
    }
    expect(world.held).toBe(0);
  }
}

test(
  "after any history of programs beside each other, regions are what their files are, and volumes what was stored (D1, D2)",
  () => {
    const total = { read: 0, zeroed: 0, written: 0, taken: 0 };
    const scripts = fc.array(fc.array(step, { minLength: 10, maxLength: 80, size: "max" }), {
      minLength: 1,
      maxLength: 3,
    });
    fc.assert(
      fc.property(scripts, fc.integer({ min: 4, max: 12 }), (all, frames) => {
        const histories = new Histories(frames);
        histories.world.run(...all.map((steps) => histories.program(steps)));
        histories.finish();
        const counts = histories.world.paging.Counts();
        total.read += counts.read;
        total.zeroed += counts.zeroed;
        total.written += counts.written;
        total.taken += counts.taken;
      }),
      { numRuns: deep ? 3000 : 100, ...(deep ? {} : { interruptAfterTimeLimit: 30_000 }) },
    );
    // The histories did come to what they are for.
    expect(Math.min(total.read, total.zeroed, total.written, total.taken)).toBeGreaterThan(300);
  },
  timeoutMs,
);
