import { anything, defineInterface, operation } from "@respin/linker";
import { beforeEach, expect, test } from "vitest";
import { Volume } from "../interfaces.js";
import type { Kernel } from "../kernel.js";
import { run } from "../testing/boot.js";
import { bootKernel, extensionFile, thrown } from "../testing/extensions.js";

const Files = defineInterface("Files", {
  Lookup: operation([anything], anything),
  Read: operation([anything, anything], anything),
  Write: operation([anything, anything], anything),
});

let kernel: Kernel;

beforeEach(() => {
  ({ kernel } = bootKernel({
    frames: 16,
    files: [
      { name: "mine", pages: 3 },
      { name: "also mine", pages: 2 },
      { name: "theirs", pages: 3 },
    ],
  }));
});

function load(files?: readonly string[]) {
  const { extensions, store, storage } = kernel;
  const extension = extensions.load(
    extensionFile({
      imports: [Volume],
      exports: [
        [
          Files,
          `{
        *Lookup(name) { return yield* Volume_Lookup.raise(name); },
        *Read(block, page) { yield* Volume_Read.raise(block, page); },
        *Write(block, page) { yield* Volume_Write.raise(block, page); } }`,
        ],
      ],
    }),
    {
      imports: [extensions.volumeDomain(store.service(storage))],
      ...(files === undefined ? {} : { grant: { files } }),
    },
  );
  const client = extensions.clientOf(extension, Files);
  const { strands } = kernel;
  return {
    lookup: (name: unknown) => run(strands, client.Lookup(name)) as { firstBlock: number; pages: number },
    read: (block: unknown, page: unknown) => run(strands, client.Read(block, page)),
    write: (block: unknown, page: unknown) => run(strands, client.Write(block, page)),
  };
}

test("an extension looks up the files that it works for, and no others", () => {
  const mine = load(["mine", "also mine"]);
  expect([mine.lookup("mine").pages, mine.lookup("also mine").pages]).toEqual([3, 2]);
  for (const name of ["theirs", "", undefined, 4711, { toString: () => "mine" }, ["mine"]]) {
    expect(thrown(() => mine.lookup(name)).code).toBe("RSP_FILE_REFUSED");
  }
  expect(load().lookup("theirs").pages).toBe(3);
  expect(thrown(() => load().lookup(["mine"])).code).toBe("RSP_FILE_REFUSED");
  expect(thrown(() => load([]).lookup("mine")).code).toBe("RSP_FILE_REFUSED");
});

test("it reads and writes the blocks of the files that it has looked up, and no others", () => {
  const { storage, strands } = kernel;
  const page = run(strands, storage.allocate(storage.createClient("db", 1)));
  const files = load();
  const { firstBlock, pages } = kernel.store.service(storage).Lookup("mine").next().value as {
    firstBlock: number;
    pages: number;
  };
  for (const act of [files.read, files.write])
    expect(thrown(() => act(firstBlock, page)).code).toBe("RSP_VOLUME_BLOCK");
  files.lookup("mine");
  const words = new Int32Array([4711]);
  storage.write(page, 0, words);
  files.write(firstBlock + pages - 1, page);
  storage.zero(page);
  files.read(firstBlock + pages - 1, page);
  storage.read(page, 0, words);
  expect(words[0]).toBe(4711);
  for (const block of [firstBlock - 1, firstBlock + pages, -1, Number.NaN, 0, undefined, "1"]) {
    for (const act of [files.read, files.write]) expect(thrown(() => act(block, page)).code).toBe("RSP_VOLUME_BLOCK");
  }
});

test("a block that is another one when it is looked at again is none", () => {
  const { storage, strands } = kernel;
  const page = run(strands, storage.allocate(storage.createClient("db", 1)));
  const files = load();
  const { firstBlock } = files.lookup("mine");
  let looks = 0;
  const changing = { valueOf: () => (looks++ < 2 ? firstBlock : firstBlock + 5) };
  expect(thrown(() => files.write(changing, page)).code).toBe("RSP_VOLUME_BLOCK");
  expect(looks).toBe(0);
});

test("each importer has looked up its own files", () => {
  const [a, b] = [load(), load()];
  const { storage, strands } = kernel;
  const page = run(strands, storage.allocate(storage.createClient("db", 1)));
  const { firstBlock } = a.lookup("mine");
  a.read(firstBlock, page);
  expect(thrown(() => b.read(firstBlock, page)).code).toBe("RSP_VOLUME_BLOCK");
});

test("a transfer that is under way when the extension ends is finished before its page is anybody else's", () => {
  const { extensions, storage, strands, store, machine } = kernel;
  const client = storage.createClient("db", 2);
  const extension = extensions.load(
    extensionFile({
      imports: [Volume],
      exports: [
        [
          Files,
          `{ *Lookup(name) { return yield* Volume_Lookup.raise(name); }, *Read(block, page) { yield* Volume_Read.raise(block, page); seen.push(1); }, *Write() {} }`,
        ],
      ],
      body: `const seen = [];`,
    }),
    { imports: [extensions.volumeDomain(store.service(storage))], grant: { clients: [client] } },
  );
  const page = run(strands, storage.allocate(client));
  const frame = storage.frameOf(page, "test");
  const files = extensions.clientOf(extension, Files);
  const { firstBlock } = run(strands, files.Lookup("mine")) as { firstBlock: number };
  const outcome: unknown[] = [];
  strands.startKernel(
    "reader",
    (function* () {
      try {
        outcome.push(yield* files.Read(firstBlock, page));
      } catch (error) {
        outcome.push(
          thrown(() => {
            throw error;
          }).code,
        );
      }
    })(),
  );
  strands.runUntil(() => machine.events.length > 0);
  expect(storage.inspect(frame)).toMatchObject({ state: "active", pins: 1 });
  extensions.unload(extension);
  expect([storage.inspect(frame), storage.free]).toEqual([{ state: "reclaimed", owner: "db", pins: 1 }, 15]);
  strands.runUntil(() => outcome.length > 0);
  expect([outcome, storage.inspect(frame), storage.free]).toEqual([
    ["RSP_EJECTED"],
    { state: "free", owner: undefined, pins: 0 },
    16,
  ]);
});
