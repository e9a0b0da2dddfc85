import { Protection } from "@respin/hardware";
import fc from "fast-check";
import { beforeEach, expect, test } from "vitest";
import type { Page } from "./interfaces.js";
import type { PhysicalStorage } from "./phys-addr.js";
import { bootMemory, run, smallMachine } from "./testing/boot.js";

const pageWords = smallMachine.frameBytes / 4;

let memory: ReturnType<typeof bootMemory>;
let events: PhysicalStorage["events"];
let page: Page;

beforeEach(() => {
  memory = bootMemory(4);
  ({ events } = memory.storage);
  const client = memory.storage.createClient("db", 4);
  // The page is between two others, which show whether anything went past its ends.
  [, page] = [0, 1, 2].map(() => run(memory.strands, memory.storage.allocate(client)));
  memory.machine.memory.words.forEach((_word, at, words) => (words[at] = at));
  counted = counts();
});

const counts = (): Record<string, number> => Object.fromEntries(memory.machine.counts());
let counted: Record<string, number> = {};
/** How often a cost was spent since the test began. */
const spent = (name: string): number => (counts()[name] ?? 0) - (counted[name] ?? 0);

/** All of memory. */
const all = (): number[] => [...memory.machine.memory.words];
/** All of memory as it was at the start, but for words of the page. */
const startBut = (at: number, words: readonly number[]): number[] =>
  Array.from({ length: 4 * pageWords }, (_, n) => words[n - pageWords - at] ?? n);

const coded = (code: string, message = ""): unknown =>
  expect.objectContaining({ code, message: expect.stringContaining(message) });

test("Read copies words of a page, from the given one on, and costs an access for each", () => {
  const into = new Int32Array(4);
  events.Read.raise(page, 3, into.subarray(1));
  expect([...into]).toEqual([0, pageWords + 3, pageWords + 4, pageWords + 5]);
  expect([spent("memory.access"), all()]).toEqual([3, startBut(0, [])]);
});

test("Write copies words into a page, from the given one on, and costs an access for each", () => {
  const from = Int32Array.of(-1, -2, -(2 ** 31), 2 ** 31 - 1, 5);
  events.Write.raise(page, 7, from.subarray(1, 4));
  expect(spent("memory.access")).toBe(3);
  expect(all()).toEqual(startBut(7, [-2, -(2 ** 31), 2 ** 31 - 1]));
  expect([...from]).toEqual([-1, -2, -(2 ** 31), 2 ** 31 - 1, 5]);
});

test("Zero fills a page with zeros, and that alone, and costs a store for each 8 bytes", () => {
  events.Zero.raise(page);
  expect(all()).toEqual(
    startBut(
      0,
      Array.from({ length: pageWords }, () => 0),
    ),
  );
  expect([spent("zero.quadword"), spent("memory.access")]).toEqual([pageWords / 2, 0]);
});

test("what is written is what a mapping of the page shows, and the other way round", () => {
  const { translation, addresses, spaces, machine } = memory;
  const context = translation.create();
  const region = addresses.allocate(context, 1);
  translation.addMapping(region, 0, page, Protection.readWrite);
  const asn = spaces.asnOf(context, "test");
  const { address } = addresses.extent(region);
  events.Write.raise(page, 2, Int32Array.of(4711));
  machine.mmu.load(asn, address + 2);
  expect(machine.mmu.loaded).toBe(4711);
  machine.mmu.store(asn, address + pageWords - 1, 12);
  const into = new Int32Array(1);
  events.Read.raise(page, pageWords - 1, into);
  expect(into[0]).toBe(12);
});

test("Write marks the page modified until it is cleaned; Read, and what writes no word, does not", () => {
  const word = new Int32Array(1);
  events.Read.raise(page, 0, word);
  events.Write.raise(page, 5, new Int32Array(0));
  expect(() => events.Write.raise(page, pageWords, word)).toThrowError(coded("RSP_PAGE_WORDS"));
  expect(events.Modified.raise(page)).toBe(false);
  events.Write.raise(page, 0, word);
  expect(events.Modified.raise(page)).toBe(true);
  events.Zero.raise(page);
  expect(events.Modified.raise(page)).toBe(true);
  events.Clean.raise(page);
  expect(events.Modified.raise(page)).toBe(false);
});

test("a whole page can be copied at once, and no words at either of its ends", () => {
  const whole = new Int32Array(pageWords);
  events.Read.raise(page, 0, whole);
  expect([whole[0], whole[pageWords - 1]]).toEqual([pageWords, 2 * pageWords - 1]);
  events.Write.raise(page, 0, whole.toReversed());
  expect(all()).toEqual(startBut(0, [...whole].toReversed()));
  events.Read.raise(page, 0, new Int32Array(0));
  events.Write.raise(page, pageWords, new Int32Array(0));
  expect(spent("memory.access")).toBe(2 * pageWords);
});

const ran = (): never => {
  throw new Error("code of the caller ran in the kernel");
};
const refusedBoth = (at: unknown, words: unknown): void => {
  const before = [memory.machine.cycles, all(), events.Modified.raise(page)];
  for (const name of ["Read", "Write"] as const) {
    expect(() => events[name].raise(page, at as number, words as Int32Array)).toThrowError(
      coded("RSP_PAGE_WORDS", `PhysAddr.${name}`),
    );
  }
  expect([memory.machine.cycles, all(), events.Modified.raise(page)]).toEqual(before);
};

test.each<[string, unknown, number]>([
  ["before the page", -1, 1],
  ["behind it", pageWords, 1],
  ["one more than are left", pageWords - 2, 3],
  ["more than it has", 0, pageWords + 1],
  ["behind it, and none of them", pageWords + 1, 0],
  ["from half a word", 0.5, 1],
  ["from no number", Number.NaN, 1],
  ["from without end", Number.POSITIVE_INFINITY, 0],
  ["from beyond what is counted", 2 ** 53, 0],
  ["from beyond 32 bits, which would be word 0", 2 ** 32, 1],
  ["from a text", "0", 1],
  ["from a big integer", 0n, 1],
  ["from a symbol", Symbol("0"), 1],
  ["from nothing", undefined, 1],
  ["from a list", [0], 1],
  ["from what tells its number", { valueOf: ran, toString: ran, [Symbol.toPrimitive]: ran }, 1],
])("words %s are refused, and nothing is copied, charged or modified", (_what, at, count) => {
  const words = new Int32Array(count).fill(77);
  refusedBoth(at, words);
  expect([...words]).toEqual(Array.from({ length: count }, () => 77));
});

/** Something of another type, which says that it is an Int32Array. */
function posing<T extends object>(other: T): T {
  Reflect.setPrototypeOf(other, Int32Array.prototype);
  return Object.defineProperties(other, {
    [Symbol.toStringTag]: { value: "Int32Array" },
    constructor: { value: Int32Array },
  });
}

test.each<[string, unknown]>([
  ["a list", [1, 2]],
  ["a Uint32Array", new Uint32Array(1)],
  ["a Float64Array", new Float64Array(1)],
  ["a Uint8Array", new Uint8Array(4)],
  ["a BigInt64Array", new BigInt64Array(1)],
  ["a DataView", new DataView(new ArrayBuffer(4))],
  ["a buffer", new ArrayBuffer(4)],
  ["a Uint8Array that says it is one", posing(new Uint8Array(4))],
  ["a list that says it is one", posing([1])],
  ["an object that says it is one", posing({ length: 1, buffer: new ArrayBuffer(4) })],
  ["an object that inherits from one", Object.create(new Int32Array(1))],
  ["a proxy of one", new Proxy(new Int32Array(1), {})],
  ["a proxy of one that tells", new Proxy(new Int32Array(1), { get: ran, set: ran, has: ran, getPrototypeOf: ran })],
  ["the prototype of them all", Int32Array.prototype],
  ["the type", Int32Array],
  ["a number", 1],
  ["null", null],
  ["nothing", undefined],
])("%s is no Int32Array, and is refused", (_what, words) => {
  refusedBoth(0, words);
});

/** Says of itself what is not true, in every way that there is: each tells when it is asked. */
class Telling extends Int32Array {
  override get length(): never {
    return ran();
  }
  override get buffer(): never {
    return ran();
  }
  override get byteOffset(): never {
    return ran();
  }
  override get byteLength(): never {
    return ran();
  }
  override get [Symbol.toStringTag](): never {
    return ran();
  }
  static get [Symbol.species](): never {
    return ran();
  }
  override readonly set = ran;
  override readonly subarray = ran;
  override readonly slice = ran;
  override readonly fill = ran;
  override readonly [Symbol.iterator] = ran;
}

function withOwn(own: PropertyDescriptorMap): (words: Int32Array) => Int32Array {
  return (words) => Object.defineProperties(words, own);
}

const shared = new Int32Array(new SharedArrayBuffer(8));
const told = Object.fromEntries(
  ["length", "buffer", "byteOffset", "byteLength", "constructor", "set", "subarray", "slice", "fill", "valueOf"].map(
    (name) => [name, { get: ran }],
  ),
);

test.each<[string, (words: Int32Array) => Int32Array]>([
  ["of a subclass that tells", ([first, second]) => Telling.of(first, second)],
  [
    "with properties of its own that tell",
    withOwn({ ...told, [Symbol.toStringTag]: { get: ran }, [Symbol.iterator]: { get: ran } }),
  ],
  ["that says it is longer", withOwn({ length: { value: 3 * pageWords }, byteLength: { value: 1 << 20 } })],
  ["that says it is shorter", withOwn({ length: { value: 0 } })],
  ["that says it is something else", withOwn({ [Symbol.toStringTag]: { value: "Uint8Array" } })],
  ["with a procedure of its own to copy with", withOwn({ set: { value: ran }, subarray: { value: ran } })],
  ["with no prototype", (words) => (Reflect.setPrototypeOf(words, null), words)],
  [
    "with a prototype that tells",
    (words) => (Reflect.setPrototypeOf(words, new Proxy({}, { get: ran, has: ran })), words),
  ],
  ["in shared memory", (words) => (shared.set(words), shared)],
])("an Int32Array %s is copied as the two words that it is: no code of its own runs", (_what, disguise) => {
  const words = Int32Array.of(-1, -2);
  const disguised = disguise(words);
  events.Write.raise(page, 1, disguised);
  expect(all()).toEqual(startBut(1, [-1, -2]));
  events.Read.raise(page, 10, disguised);
  // As the language itself sees it, whatever it says.
  expect([Reflect.get(disguised, 0), Reflect.get(disguised, 1)]).toEqual([pageWords + 10, pageWords + 11]);
  expect(spent("memory.access")).toBe(4);
  expect(all()).toEqual(startBut(1, [-1, -2]));
});

test("a constructor that the caller put in place of another is never given the memory", () => {
  const seen: unknown[] = [];
  class Spy extends Int32Array {
    constructor(...given: [number]) {
      super(...given);
      seen.push(given);
    }
  }
  const spy = new Spy(2);
  Object.defineProperty(spy, "constructor", { value: Spy });
  seen.length = 0;
  events.Read.raise(page, 0, spy);
  events.Write.raise(page, 0, spy);
  expect(seen).toEqual([]);
  expect(spy.buffer.byteLength).toBe(8);
});

test("words whose buffer was given away are no words: nothing is copied, charged or modified", () => {
  const words = new Int32Array(2);
  structuredClone(words.buffer, { transfer: [words.buffer] });
  const before = [memory.machine.cycles, all()];
  events.Read.raise(page, 0, words);
  events.Write.raise(page, 0, words);
  expect([memory.machine.cycles, all()]).toEqual(before);
  expect(events.Modified.raise(page)).toBe(false);
});

test("after any history, a page holds what was written to it, and no other page anything of it", () => {
  const step = fc.record({
    kind: fc.constantFrom("Read", "Write", "Write", "Zero", "Clean"),
    at: fc.oneof(fc.integer({ min: -2, max: pageWords + 2 }), fc.constantFrom(0.5, Number.NaN)),
    words: fc.int32Array({ maxLength: 40 }),
  });
  fc.assert(
    fc.property(fc.array(step, { maxLength: 30 }), (history) => {
      const model = new Int32Array(pageWords);
      events.Zero.raise(page);
      events.Clean.raise(page);
      let accesses = counts()["memory.access"] ?? 0;
      let modified = false;
      for (const { kind, at, words } of history) {
        const fits = Number.isInteger(at) && at >= 0 && at + words.length <= pageWords;
        if (kind === "Zero") {
          events.Zero.raise(page);
          model.fill(0);
        } else if (kind === "Clean") {
          events.Clean.raise(page);
          modified = false;
        } else if (!fits) {
          expect(() => events[kind].raise(page, at, words)).toThrowError(coded("RSP_PAGE_WORDS"));
        } else {
          events[kind].raise(page, at, words);
          accesses += words.length;
          if (kind === "Write") model.set(words, at);
          if (kind === "Write" && words.length > 0) modified = true;
          expect([...words]).toEqual([...model.subarray(at, at + words.length)]);
        }
        if (modified) expect(events.Modified.raise(page)).toBe(true);
      }
      expect(all()).toEqual(startBut(0, [...model]));
      expect(counts()["memory.access"] ?? 0).toBe(accesses);
    }),
    { numRuns: 100 },
  );
});
