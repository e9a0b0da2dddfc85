import { anything, defineInterface, procedure } from "@respin/linker";
import { beforeEach, expect, test } from "vitest";
import { Strand, Volume, type MemoryClient, type Page } from "../interfaces.js";
import type { Kernel } from "../kernel.js";
import { run } from "../testing/boot.js";
import { bootKernel, extensionFile, thrown } from "../testing/extensions.js";
import type { Extension } from "./loaded.js";

// What waits is a generator, and an extension need not leave it to its strand: it may step it by hand, hand it on, leave it in
// the middle, or end it.

const Go = defineInterface("Go", { Go: procedure([anything, anything, anything], anything) });
const frames = 8;

let kernel: Kernel;
let client: MemoryClient;
let page: Page;
let block: number;

beforeEach(() => {
  ({ kernel } = bootKernel({ frames, files: [{ name: "mine", pages: 3 }] }));
  client = kernel.storage.createClient("db", 2);
  page = run(kernel.strands, kernel.storage.allocate(client));
  ({ firstBlock: block } = kernel.store.file("mine"));
});

/** Run the text of generator functions, each on a strand of an extension's, with a page, a block and a list to note in. */
function go(...strands: readonly string[]): { readonly extension: Extension; readonly notes: string[] } {
  const { extensions, store, storage } = kernel;
  const starts = strands.map((text) => `Strand_Start.raise("s", (function* () { ${text} })());`).join("\n");
  const extension = extensions.load(
    extensionFile({
      imports: [Strand, Volume],
      exports: [[Go, `{ Go(page, block, notes) { let read; ${starts} } }`]],
    }),
    { imports: [extensions.volumeDomain(store.service(storage))], grant: { clients: [client] } },
  );
  const notes: string[] = [];
  extensions.clientOf(extension, Go).Go(page, block, notes);
  return { extension, notes };
}

const begin = `yield* Volume_Lookup.raise("mine"); read = Volume_Read.raise(block, page); read.next();`;
const settle = (): void => expect(thrown(() => kernel.strands.runUntil(() => false)).code).toBe("RSP_DEADLOCK");
const pins = (): number => kernel.storage.inspect(kernel.storage.frameOf(page, "a test")).pins;
/** Run strands until the extension has noted something. */
const until = (notes: readonly string[], note: string): void => kernel.strands.runUntil(() => notes.includes(note));

test("a strand that leaves a transfer in the middle and ends does no harm: the page is let go when the device has", () => {
  const { extension, notes } = go(`${begin} notes.push("left");`);
  until(notes, "left");
  expect(pins()).toBe(1);
  settle();
  expect([pins(), extension.balance().strands, extension.balance().faults]).toEqual([0, 0, 0]);
  expect(run(kernel.strands, kernel.storage.allocate(client))).toBeDefined();
});

test("a transfer that is ended by hand has its page until the device has done with it", () => {
  const { notes } = go(`${begin} read.return(); notes.push("ended"); yield; for (;;) yield;`);
  until(notes, "ended");
  expect([pins(), thrown(() => kernel.storage.deallocate(page)).code]).toEqual([1, "RSP_PAGE_PINNED"]);
  kernel.strands.runUntil(() => pins() === 0);
});

test("what one strand has begun another may finish, and waits for it as that would", () => {
  const { notes } = go(
    `${begin} notes.push("begun"); yield; notes.push("the first goes on");`,
    `while (read === undefined) yield; yield* read; notes.push("the second has it");`,
  );
  settle();
  expect(notes.toSorted()).toEqual(["begun", "the first goes on", "the second has it"]);
  expect(pins()).toBe(0);
});

test("a strand that has begun something by hand runs none of its extension's code after that has ended", () => {
  const { extension, notes } = go(`${begin} notes.push("begun"); for (;;) { yield; notes.push("runs"); }`);
  until(notes, "begun");
  kernel.extensions.unload(extension);
  const before = notes.length;
  settle();
  expect(notes.slice(before)).toEqual([]);
  expect([kernel.storage.free, extension.balance().strands]).toEqual([frames, 0]);
});

test("nor does one that steps by hand what it waits for", () => {
  const { extension, notes } = go(`${begin} for (;;) { notes.push("steps"); if (read.next().done) break; yield; }`);
  until(notes, "steps");
  kernel.extensions.unload(extension);
  const before = notes.length;
  settle();
  expect(notes.slice(before)).toEqual([]);
  expect([kernel.storage.free, extension.balance().strands]).toEqual([frames, 0]);
});
