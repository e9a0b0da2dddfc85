import { Platter, type Machine } from "@respin/hardware";
import type { Client, Waiting } from "@respin/linker";
import { expect, test } from "vitest";
import type { FoundFile, MemoryClient, Page, Volume } from "./interfaces.js";
import { Kernel } from "./kernel.js";
import { Store, type FileDeclaration } from "./store.js";
import { bootMachine, run, smallMachine } from "./testing/boot.js";

const { frameBytes: blockBytes, disk } = smallMachine;
const files: readonly FileDeclaration[] = [
  { name: "table.db", pages: 4 },
  { name: "table.db-journal", pages: 2 },
];

const coded = (code: string, message = ""): unknown =>
  expect.objectContaining({ code, message: expect.stringContaining(message) });

function formatted(declared = files): Platter {
  const platter = Platter.for(disk);
  Store.format(platter, blockBytes, declared);
  return platter;
}

/** A kernel on a disk, with a client and its volume. */
class Booted {
  readonly machine: Machine;
  readonly kernel: Kernel;
  readonly client: MemoryClient;
  readonly volume: Client<typeof Volume>;

  constructor(platter: Platter) {
    this.machine = bootMachine({ platter });
    this.kernel = new Kernel(this.machine);
    this.client = this.kernel.storage.createClient("db", 8);
    this.volume = this.kernel.store.service(this.kernel.storage);
  }

  run<Result>(work: Parameters<typeof run<Result>>[1]): Result {
    return run(this.kernel.strands, work);
  }

  page(value = 0): Page {
    const page = this.run(this.kernel.storage.allocate(this.client));
    this.kernel.storage.view(page).fill(value);
    return page;
  }

  file(name = "table.db"): FoundFile {
    return this.run(this.volume.Lookup(name));
  }
}

test("a kernel boots on a formatted volume, with files that do not exist yet", () => {
  const { kernel, machine } = new Booted(formatted());
  expect(kernel.store.files).toMatchObject([
    { name: "table.db", pages: 4, exists: false, size: 0 },
    { name: "table.db-journal", pages: 2, exists: false, size: 0 },
  ]);
  const [first, second] = kernel.store.files;
  expect(second.firstBlock).toBe(first.firstBlock + 4);
  expect(kernel.store.blocks).toBe(second.firstBlock + 2);
  expect(machine.cycles).toBe(0);
});

test("what is written and committed is there when the disk is mounted again", () => {
  const platter = formatted();
  const first = new Booted(platter);
  const { file, firstBlock } = first.file();
  first.run(first.volume.Write(firstBlock + 1, first.page(7)));
  first.run(first.volume.Resize(file, 2 * blockBytes - 5));
  expect(first.kernel.store.file("table.db")).toMatchObject({ exists: true, size: 2 * blockBytes - 5 });
  expect(new Booted(platter).file()).toMatchObject({ exists: false, size: 0 });
  first.run(first.volume.Commit(file));
  const second = new Booted(platter);
  expect(second.file()).toMatchObject({ exists: true, size: 2 * blockBytes - 5, firstBlock });
  const page = second.page(1);
  second.run(second.volume.Read(firstBlock + 1, page));
  expect(new Set(second.kernel.storage.view(page))).toEqual(new Set([7]));
  expect(second.file("table.db-journal").exists).toBe(false);
});

test("what Lookup finds is the file as it is then, and one capability names it for good", () => {
  const booted = new Booted(formatted());
  const before = booted.file();
  expect(before).toEqual({
    file: before.file,
    name: "table.db",
    firstBlock: before.firstBlock,
    pages: 4,
    exists: false,
    size: 0,
  });
  expect(Object.isFrozen(before)).toBe(true);
  booted.run(booted.volume.Resize(before.file, 5));
  expect(before).toMatchObject({ exists: false, size: 0 });
  const after = booted.file();
  expect(after).toMatchObject({ exists: true, size: 5 });
  expect(after.file).toBe(before.file);
  expect(booted.kernel.store.files.map(({ file }) => file)).toContain(after.file);
  expect(booted.file("table.db-journal").file).not.toBe(after.file);
});

test("a file that is removed is gone after the commit, and can be made again", () => {
  const platter = formatted();
  const booted = new Booted(platter);
  const { file, name } = booted.file("table.db-journal");
  for (const act of [booted.volume.Resize(file, 100), booted.volume.Commit(file), booted.volume.Remove(file)]) {
    booted.run(act);
  }
  expect(new Booted(platter).file(name)).toMatchObject({ exists: true, size: 100 });
  booted.run(booted.volume.Commit(file));
  expect(new Booted(platter).file(name)).toMatchObject({ exists: false, size: 0 });
  booted.run(booted.volume.Resize(file, 0));
  booted.run(booted.volume.Commit(file));
  expect(new Booted(platter).file(name)).toMatchObject({ exists: true, size: 0 });
});

test("a commit of what the platter says already writes nothing", () => {
  const booted = new Booted(formatted());
  const { file } = booted.file();
  booted.run(booted.volume.Remove(file));
  booted.run(booted.volume.Commit(file));
  expect(booted.machine.disk.writes).toBe(0);
  booted.run(booted.volume.Resize(file, 10));
  booted.run(booted.volume.Commit(file));
  booted.run(booted.volume.Resize(file, 10));
  booted.run(booted.volume.Commit(file));
  expect(booted.machine.disk.writes).toBe(1);
});

test("a commit returns when the inode is on the platter, also when another's was on its way", () => {
  const platter = formatted();
  const { kernel, volume, ...booted } = new Booted(platter);
  const { file } = kernel.store.file("table.db");
  const returned: string[] = [];
  function* committer(name: string) {
    yield* volume.Commit(file);
    expect(Store.mount(bootMachine({ platter }), kernel.strands).file("table.db").size, name).toBe(77);
    returned.push(name);
  }
  kernel.store.resize(file, 77);
  kernel.strands.startKernel("first", committer("first"));
  kernel.strands.startKernel("second", committer("second"));
  kernel.strands.runUntil(() => returned.length === 2);
  expect(returned).toEqual(["first", "second"]);
  expect(booted.machine.disk.writes).toBe(2);
});

test("a commit that the disk refuses can be made again", () => {
  const booted = new Booted(formatted());
  const { kernel, machine } = booted;
  const { file } = booted.file();
  kernel.store.resize(file, 5);
  const sector = new Uint8Array(disk.sectorBytes);
  for (let n = 0; n <= 4096; n++) machine.disk.read(0, sector, () => {});
  expect(() => booted.run(booted.volume.Commit(file))).toThrowError(coded("RSP_DISK_QUEUE"));
  while (machine.waitForDevice());
  booted.run(booted.volume.Commit(file));
  expect(new Booted(machine.disk.platter).file().size).toBe(5);
});

test("a page is pinned while the disk reads into it, and no longer", () => {
  const booted = new Booted(formatted());
  const { kernel } = booted;
  const page = booted.page();
  const frame = kernel.storage.frameOf(page, "test");
  const read = kernel.strands.startKernel("read", booted.volume.Read(booted.file().firstBlock, page));
  let slices = 0;
  kernel.strands.runUntil(() => slices++ === 1);
  expect([kernel.storage.inspect(frame).pins, read.state]).toEqual([1, "blocked"]);
  kernel.strands.runUntil(() => read.state === "idle");
  expect(kernel.storage.inspect(frame).pins).toBe(0);
  const { machine } = booted;
  expect(machine.count(machine.costs.named("disk.start"))).toBe(1);
  expect(machine.count(machine.costs.named("disk.interrupt"))).toBe(1);
});

test("a file that is delivered with the disk has what it was filled with", () => {
  const platter = formatted();
  Store.fill(platter, blockBytes, "table.db", 3, (index, into) => into.fill(index + 1, 0, 10));
  const booted = new Booted(platter);
  const file = booted.file();
  expect(file).toMatchObject({ exists: true, size: 3 * blockBytes });
  const page = booted.page(9);
  for (const index of [0, 1, 2, 3]) {
    booted.run(booted.volume.Read(file.firstBlock + index, page));
    const view = booted.kernel.storage.view(page);
    expect([view[0], view[9], view[10]]).toEqual(index === 3 ? [0, 0, 0] : [index + 1, index + 1, 0]);
  }
  expect(() => Store.fill(platter, blockBytes, "other", 1, () => {})).toThrowError(coded("RSP_FILE_UNKNOWN", "other"));
  expect(() => Store.fill(platter, blockBytes, "table.db", 5, () => {})).toThrowError(coded("RSP_INVARIANT"));
});

test("a disk that is formatted again has the new files only", () => {
  const platter = formatted();
  Store.fill(platter, blockBytes, "table.db", 1, (_, into) => into.fill(1));
  Store.format(platter, blockBytes, [{ name: "other", pages: 1 }]);
  expect(new Booted(platter).kernel.store.files).toMatchObject([{ name: "other", exists: false }]);
});

test("a file is as long as its extent at most", () => {
  const booted = new Booted(formatted());
  const { file } = booted.file();
  booted.run(booted.volume.Resize(file, 4 * blockBytes));
  expect(() => booted.run(booted.volume.Resize(file, 4 * blockBytes + 1))).toThrowError(
    coded("RSP_FILE_FULL", "its extent is 4 pages"),
  );
  for (const size of [-1, 0.5, Number.NaN]) {
    expect(() => booted.run(booted.volume.Resize(file, size))).toThrowError(coded("RSP_FILE_SIZE", `${size} bytes`));
  }
  expect(booted.file().size).toBe(4 * blockBytes);
  expect(() => booted.file("absent")).toThrowError(coded("RSP_FILE_UNKNOWN", "absent"));
});

test("blocks outside every extent, such as the inodes, can be neither read nor written", () => {
  const booted = new Booted(formatted());
  const { blocks } = booted.kernel.store;
  const page = booted.page(1);
  const frame = booted.kernel.storage.frameOf(page, "test");
  for (const block of [0, -1, booted.file().firstBlock - 1, blocks, 0.5, booted.file().firstBlock + 0.25, Number.NaN]) {
    for (const act of ["Read", "Write"] as const) {
      expect(() => booted.run(booted.volume[act](block, page))).toThrowError(
        coded("RSP_VOLUME_BLOCK", `block ${block}`),
      );
    }
  }
  expect(booted.kernel.storage.inspect(frame).pins).toBe(0);
  expect(booted.machine.disk.writes).toBe(0);
  booted.run(booted.volume.Write(blocks - 1, page));
});

test.each<[string, readonly FileDeclaration[]]>([
  ["more files than inodes", Array.from({ length: 65 }, (_, n) => ({ name: `f${n}`, pages: 1 }))],
  ["one name twice", [files[0], files[0]]],
  ["more pages than the disk has", [{ name: "big", pages: 1e6 }]],
  ["a name too long", [{ name: "n".repeat(65), pages: 1 }]],
  ["no pages", [{ name: "empty", pages: 0 }]],
  ["part of a page", [{ name: "part", pages: 1.5 }]],
])("a volume with %s cannot be laid out", (_, declared) => {
  expect(() => formatted(declared)).toThrowError(coded("RSP_VOLUME_LAYOUT"));
});

test("64 files with names of 64 bytes fit", () => {
  const names = Array.from({ length: 64 }, (_, n) => `${n}`.padEnd(62, "x") + "é");
  const platter = formatted(names.map((name) => ({ name, pages: 1 })));
  expect(new Booted(platter).kernel.store.files.map(({ name }) => name)).toEqual(names);
});

test("a damaged inode is said to be one, by its sector", () => {
  for (const at of [0, 8, 16, 40]) {
    const platter = formatted();
    const sector = new Uint8Array(disk.sectorBytes);
    platter.copyTo(1, sector);
    sector[at] ^= 1;
    platter.copyFrom(1, sector);
    expect(() => new Booted(platter)).toThrowError(coded("RSP_VOLUME_DAMAGED", "sector 1"));
  }
});

test.each([
  ["left", () => {}],
  ["ended half-way", (transfer: Waiting) => void transfer.return(undefined)],
] as const)(
  "the page of a transfer that is %s stays pinned until the disk has done with it, and no longer",
  (_how, leave) => {
    const booted = new Booted(formatted());
    const { kernel, machine, volume } = booted;
    const page = booted.page();
    const frame = kernel.storage.frameOf(page, "test");
    const { firstBlock } = booted.file();
    booted.run(
      (function* (): Waiting {
        const transfer = volume.Read(firstBlock, page);
        transfer.next();
        leave(transfer);
      })(),
    );
    expect([machine.events.length, kernel.storage.inspect(frame).pins]).toEqual([1, 1]);
    expect(() => kernel.strands.runUntil(() => false)).toThrow(coded("RSP_DEADLOCK"));
    expect([machine.events.length, kernel.storage.inspect(frame).pins]).toEqual([0, 0]);
  },
);

test("a transfer that cannot begin leaves no pin behind", () => {
  const booted = new Booted(formatted());
  const page = booted.page();
  const { firstBlock } = booted.file();
  expect(() => booted.volume.Read(firstBlock, page).next()).toThrow(coded("RSP_STRAND"));
  expect(booted.kernel.storage.inspect(booted.kernel.storage.frameOf(page, "test")).pins).toBe(0);
});
