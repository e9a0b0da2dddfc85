import { Platter, PowerCutError, type PowerCut } from "@respin/hardware";
import type { Waiting } from "@respin/linker";
import { expect, test } from "vitest";
import { Kernel } from "./kernel.js";
import { Store } from "./store.js";
import { bootMachine, run, smallMachine } from "./testing/boot.js";

const { frameBytes: blockBytes, disk } = smallMachine;
const names = ["table", "log"] as const;
type Name = (typeof names)[number];

/** What a file is after a commit: its pages, each filled with one number; undefined if it does not exist. */
type Contents = readonly number[] | undefined;

interface History {
  /** Commits that returned, oldest first, and the one that had begun after them, if any. */
  readonly committed: Record<Name, Contents[]>;
  readonly committing: Record<Name, { readonly contents: Contents } | undefined>;
}

/**
 * A small script: files that grow, are overwritten beyond their end, shrink, go and come back. New pages are written before
 * the size that covers them is committed; what stands is never written over.
 */
const script: readonly (readonly [Name, Contents])[] = [
  ["log", [1]],
  ["table", [11, 12]],
  ["log", [1, 2, 3]],
  ["table", [11, 12, 13, 14]],
  ["log", undefined],
  ["table", [11]],
  ["log", [4, 5]],
  ["table", [11, 22, 23]],
];

function formatted(): Platter {
  const platter = Platter.for(disk);
  Store.format(platter, blockBytes, [
    { name: "table", pages: 4 },
    { name: "log", pages: 3 },
  ]);
  return platter;
}

function* runScript(kernel: Kernel, history: History): Waiting {
  const client = kernel.storage.createClient("db", 4);
  const volume = kernel.store.service(kernel.storage);
  for (const [name, contents] of script) {
    const { file, firstBlock } = kernel.store.file(name);
    const stands = history.committed[name].at(-1) ?? [];
    const fresh = (contents ?? [])
      .map((value, index) => ({ value, index }))
      .filter(({ index }) => index >= stands.length);
    let outstanding = fresh.length;
    // At once, so that the disk may choose the order.
    for (const { value, index } of fresh) {
      const page = yield* kernel.storage.allocate(client);
      kernel.storage.view(page).fill(value);
      kernel.strands.startKernel(
        "write",
        (function* () {
          yield* volume.Write(firstBlock + index, page);
          kernel.storage.deallocate(page);
          outstanding--;
        })(),
      );
    }
    while (outstanding > 0)
      yield* kernel.strands.await((done) => kernel.machine.events.post(kernel.machine.cycles + 1e5, done));
    if (contents === undefined) yield* volume.Remove(file);
    else yield* volume.Resize(file, contents.length * blockBytes);
    history.committing[name] = { contents };
    yield* volume.Commit(file);
    history.committing[name] = undefined;
    history.committed[name].push(contents);
  }
}

/** What a file holds on the disk, as a kernel that boots from it finds. */
function contentsOf(kernel: Kernel, name: Name): { readonly size: number; readonly contents: Contents } {
  const { exists, size, firstBlock } = kernel.store.file(name);
  if (!exists) return { size, contents: undefined };
  const bytes = new Uint8Array(blockBytes);
  const contents = Array.from({ length: Math.ceil(size / blockBytes) }, (_, index) => {
    kernel.machine.disk.platter.copyTo(((firstBlock + index) * blockBytes) / disk.sectorBytes, bytes);
    const values = new Set(bytes);
    expect(values.size, `page ${index} of ${name} is whole`).toBe(1);
    return bytes[0];
  });
  return { size, contents };
}

/** Run the script, with the power cut at a write; whether it was. */
function cutAt(cut: PowerCut): boolean {
  const platter = formatted();
  const machine = bootMachine({ platter });
  machine.disk.cutPower(cut);
  const kernel = new Kernel(machine);
  const history: History = {
    committed: { table: [undefined], log: [undefined] },
    committing: { table: undefined, log: undefined },
  };
  let wasCut = false;
  try {
    run(kernel.strands, runScript(kernel, history));
  } catch (error) {
    if (!(error instanceof PowerCutError)) throw error;
    wasCut = true;
  }
  const next = new Kernel(bootMachine({ platter }));
  for (const name of names) {
    const { contents, size } = contentsOf(next, name);
    const may = [
      history.committed[name].at(-1),
      ...(history.committing[name] === undefined ? [] : [history.committing[name].contents]),
    ];
    expect(may, `${name} after a cut at write ${cut.atWrite}`).toContainEqual(contents);
    expect(size).toBe((contents?.length ?? 0) * blockBytes);
  }
  // Who lost power and does not know yet is told by the next request.
  if (wasCut) {
    const { file } = kernel.store.file("log");
    kernel.store.resize(file, 1);
    expect(() => run(kernel.strands, kernel.store.commit(file))).toThrowError(PowerCutError);
  }
  return wasCut;
}

test("wherever the power is cut, each file is as it was last committed, or as it was being committed (V1, V2)", () => {
  for (const [mode, tornFraction] of [
    ["drop", 0],
    ["tear", 0.3],
    ["tear", 0.99],
  ] as const) {
    let atWrite = 1;
    while (cutAt({ atWrite, mode, tornFraction })) atWrite++;
    // Eleven new pages and eight commits, and the run with no cut.
    expect(atWrite).toBe(11 + 8 + 1);
  }
});
