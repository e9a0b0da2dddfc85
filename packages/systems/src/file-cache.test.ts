import { kernelPolicyNames, type PolicyName } from "@respin/buffer-manager";
import { Kernel, Strand, Volume, type FoundFile, type Page } from "@respin/core";
import { Machine, type Platter } from "@respin/hardware";
import type { Client, Waiting } from "@respin/linker";
import { expect, test } from "vitest";
import { Crossings } from "./crossings.js";
import { FileCache, type CacheUse } from "./file-cache.js";
import { systemCosts } from "./profile.js";
import { Programs } from "./programs.js";
import { codeOf, diskWith, machine as profile, pageBytes } from "./testing/placements.js";

const pages = 40;

/** A file cache and two users of it, who each have a page of their own to copy to and from. */
class Bench {
  readonly kernel: Kernel;
  readonly cache: FileCache;
  readonly crossings = new Crossings();
  readonly platter: Platter;
  readonly file: FoundFile;
  readonly uses: readonly [CacheUse, CacheUse] = [{ misses: 0 }, { misses: 0 }];
  readonly volumes: readonly [Client<typeof Volume>, Client<typeof Volume>];
  readonly page: Page;

  constructor(capacity: number, policy: PolicyName = "clock") {
    this.platter = diskWith({ name: "data", pages, filled: 30 }, { name: "other", pages: 8 });
    const machine = new Machine(profile, { frames: 64, platter: this.platter, systemCosts: systemCosts.monolithic });
    this.kernel = new Kernel(machine);
    const { storage, store } = this.kernel;
    this.cache = new FileCache(this.kernel, new Programs(this.kernel), store.service(storage), {
      capacity,
      policy,
      crossings: this.crossings,
    });
    this.volumes = [this.cache.volumeFor(this.uses[0]), this.cache.volumeFor(this.uses[1])];
    this.file = store.file("data");
    const page = storage.allocateFree(storage.createClient("user", 1));
    if (page === undefined) throw new Error("there is a frame for the user's page");
    this.page = page;
  }

  run(...programs: readonly Waiting[]): void {
    let running = programs.length;
    for (const [index, program] of programs.entries()) {
      const body = function* (): Waiting {
        yield* program;
        running--;
      };
      this.kernel.strands.start(new Strand(`user ${index}`, 0), body());
    }
    this.kernel.strands.runUntil(() => running === 0);
  }

  /** read(2): the word that the page begins with. */
  *read(at: number, user: 0 | 1 = 0): Waiting<number> {
    yield* this.volumes[user].Read(this.file.firstBlock + at, this.page);
    return this.word;
  }

  *write(at: number, word: number, user: 0 | 1 = 0): Waiting {
    this.word = word;
    yield* this.volumes[user].Write(this.file.firstBlock + at, this.page);
  }

  get word(): number {
    return this.#words[0];
  }

  set word(word: number) {
    this.#words[0] = word;
  }

  onPlatter(at: number): number {
    const bytes = new Uint8Array(pageBytes);
    this.platter.copyTo(((this.file.firstBlock + at) * pageBytes) / this.platter.sectorBytes, bytes);
    return new Int32Array(bytes.buffer)[0];
  }

  /** Which pages of the file are in the cache. */
  get held(): number[] {
    return Array.from({ length: pages }, (_, at) => at).filter((at) => this.cache.holds(this.file.firstBlock + at));
  }

  get #words(): Int32Array {
    const bytes = this.kernel.storage.view(this.page);
    return new Int32Array(bytes.buffer, bytes.byteOffset, 1);
  }
}

/** Let what runs beside go on for a second of the machine's time. */
function* aSecond({ kernel: { machine, strands } }: Bench): Waiting {
  yield* strands.await((done) => machine.events.post(machine.cycles + machine.profile.clockMhz * 1e6, done));
}

test("a block is read once, and copied to whoever reads it", () => {
  const bench = new Bench(8);
  bench.run(
    (function* () {
      expect(yield* bench.read(5)).toBe(5);
      bench.word = -1;
      expect(yield* bench.read(5, 1)).toBe(5);
    })(),
  );
  expect(bench.kernel.machine.disk.reads).toBe(1);
  expect(bench.uses).toEqual([{ misses: 1 }, { misses: 0 }]);
  expect(bench.crossings.bytesCopied).toBe(2 * pageBytes);
});

test("who reads one page after the other is given the next four before it asks; who does not, is not", () => {
  const bench = new Bench(16);
  bench.run(
    (function* () {
      yield* bench.read(9);
      yield* bench.read(3);
      yield* aSecond(bench);
      expect(bench.held).toEqual([3, 9]);
      yield* bench.read(4);
      yield* aSecond(bench);
      expect(bench.held).toEqual([3, 4, 5, 6, 7, 8, 9]);
      expect(bench.uses[0]).toEqual({ misses: 3 });
      for (const at of [5, 6, 7, 8]) expect(yield* bench.read(at)).toBe(at);
      expect(bench.uses[0]).toEqual({ misses: 3 });
    })(),
  );
});

test("read-ahead stops at the end of the file", () => {
  const bench = new Bench(16);
  bench.run(
    (function* () {
      yield* bench.read(27);
      yield* bench.read(28);
      yield* aSecond(bench);
    })(),
  );
  expect(bench.held).toEqual([27, 28, 29]);
  expect(bench.kernel.machine.disk.reads).toBe(3);
});

test("a write is delayed until fsync, and overwrites a whole block without reading it", () => {
  const bench = new Bench(8);
  bench.run(
    (function* () {
      yield* bench.write(2, 77);
      expect(bench.onPlatter(2)).toBe(2);
      expect(yield* bench.read(2, 1)).toBe(77);
      yield* bench.volumes[1].Commit(bench.file.file);
      expect(bench.onPlatter(2)).toBe(77);
    })(),
  );
  expect(bench.kernel.machine.disk).toMatchObject({ reads: 0, writes: 1 });
});

for (const policy of kernelPolicyNames) {
  test(`${policy}: a delayed write survives being replaced`, () => {
    const bench = new Bench(3, policy);
    bench.run(
      (function* () {
        for (let at = 0; at < 20; at++) yield* bench.write(at, 100 + at);
        for (let at = 0; at < 20; at++) expect(yield* bench.read(at)).toBe(100 + at);
        expect(bench.held.length).toBeLessThanOrEqual(3);
      })(),
    );
  });
}

test("fsync waits for what another user has pushed out and is still on its way", () => {
  const bench = new Bench(2);
  const written = function* (): Waiting {
    yield* bench.write(0, 50);
    yield* bench.write(1, 51);
    for (let turn = 0; turn < 3; turn++) yield;
    yield* bench.volumes[0].Commit(bench.file.file);
    expect([bench.onPlatter(0), bench.onPlatter(1)]).toEqual([50, 51]);
  };
  const pushing = function* (): Waiting {
    yield;
    yield* bench.volumes[1].Read(bench.file.firstBlock + 20, bench.page);
  };
  bench.run(written(), pushing());
});

test("what is cut off or removed is gone, written or not, and new pages are zeros", () => {
  const bench = new Bench(8);
  const [volume] = bench.volumes;
  bench.run(
    (function* () {
      for (const at of [0, 1, 2, 3]) yield* bench.write(at, 60 + at);
      yield* volume.Resize(bench.file.file, 2 * pageBytes);
      expect(bench.held).toEqual([0, 1]);
      expect(yield* bench.read(1)).toBe(61);
      expect(yield* bench.read(3)).toBe(0);
      yield* volume.Remove(bench.file.file);
      expect(bench.held).toEqual([]);
      expect(yield* bench.read(0)).toBe(0);
      yield* volume.Commit(bench.file.file);
    })(),
  );
  expect(bench.kernel.machine.disk).toMatchObject({ reads: 0, writes: 1 });
  expect(bench.uses[0].misses).toBe(0);
});

test("a length that the volume refuses is not the file's", () => {
  const bench = new Bench(8);
  const [volume] = bench.volumes;
  const code = codeOf(() => bench.run(volume.Resize(bench.file.file, pages * pageBytes + 1)));
  expect(code).toBe("RSP_FILE_FULL");
  bench.run(
    (function* () {
      expect(yield* bench.read(29)).toBe(29);
      // Behind the end nothing is read.
      expect(yield* bench.read(35)).toBe(0);
      yield* volume.Resize(bench.file.file, pages * pageBytes);
      expect(yield* bench.read(36)).toBe(0);
    })(),
  );
  expect(bench.kernel.machine.disk.reads).toBe(2);
  expect(bench.uses[0].misses).toBe(2);
});

test("a file that is removed while a page of it is on its way waits for it", () => {
  const bench = new Bench(4);
  const reading = function* (): Waiting {
    expect(yield* bench.read(7)).toBe(7);
  };
  const removing = function* (): Waiting {
    yield* bench.volumes[1].Remove(bench.file.file);
    expect(bench.held).toEqual([]);
  };
  bench.run(reading(), removing());
});
