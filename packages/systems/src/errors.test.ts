import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { Fault } from "@respin/hardware";
import type { MemoryFault } from "@respin/core";
import type { Waiting } from "@respin/linker";
import { expect, test } from "vitest";
import { boot } from "./boot.js";
import { prepareDisk, withDiskFor } from "./prepare.js";
import {
  bootOne,
  cached,
  codeOf,
  diskWith,
  machine,
  microkernel,
  pageBytes,
  placements,
  spin,
  use,
} from "./testing/placements.js";

/** What a program or whoever boots a system can do wrong, on every system: one line, by code, and nothing is broken by it. */

const pages = 20;
const disk = diskWith({ name: "data", pages, filled: pages }, { name: "log", pages: 4 });

for (const placement of placements) {
  const begin = (frames = 40) => bootOne(placement, disk.copy(), { frames, policy: "lru" });

  test(`${placement.label}: a mistake of a program is its own, and it goes on`, () => {
    const { system, application } = begin();
    const attempts: readonly (readonly [string, (file: number) => Waiting<unknown>])[] = [
      ["RSP_FILE_UNKNOWN", () => application.open("nobody's")],
      ["RSP_FILE_FULL", (file) => application.resize(file, pages * pageBytes + 1)],
      ["RSP_FILE_SIZE", (file) => application.resize(file, -1)],
      ["RSP_FILE_SIZE", (file) => application.resize(file, Number.NaN)],
      ["RSP_PAGE_RANGE", (file) => application.pin(file, pages)],
      ["RSP_PAGE_RANGE", (file) => application.unpin(file, -1)],
      ["RSP_PAGE_RANGE", (file) => application.force([[[file, 0.5]]])],
      ["RSP_UNPINNED", (file) => application.unpin(file, 3)],
      ["RSP_ORDER_CYCLE", (file) => application.order(file, file)],
      ...[-1, pages, 1e9, 0.5, Number.NaN, Infinity].flatMap((page) =>
        [false, true].map(
          (write) => ["RSP_PAGE_RANGE", (file: number) => application.wait(file, page, write)] as const,
        ),
      ),
    ];
    for (const [code, attempt] of attempts) {
      const program = function* (): Waiting {
        yield* attempt(yield* application.open("data"));
      };
      expect(
        codeOf(() => system.run(application, program())),
        String(attempt),
      ).toBe(code);
    }
    const file = 0;
    for (const page of [-1, pages, 0.5, Number.NaN]) {
      expect(codeOf(() => application.access(file, page, false))).toBe("RSP_PAGE_RANGE");
    }
    expect(() => application.access(file, pages, false)).toThrow(
      `db: the file has pages 0 to ${pages - 1}, not ${pages}`,
    );
    system.run(application, use(application, file, 5, true));
    expect(application.word(0)).toBe(5);
  });

  test(`${placement.label}: a page of one file is never another file's`, () => {
    const { system, application } = begin();
    const program = function* (): Waiting {
      const data = yield* application.open("data");
      const log = yield* application.open("log");
      yield* use(application, data, pages - 1, true);
      yield* application.wait(log, -1, true);
    };
    expect(codeOf(() => system.run(application, program()))).toBe("RSP_PAGE_RANGE");
  });

  test(`${placement.label}: pinning everything is refused at the page that is one too many`, () => {
    const { system, application } = begin(placement === cached ? 18 : 10);
    const { framesEach } = system;
    const own = placement === cached ? Math.round(framesEach / 2) : framesEach;
    let pinned = 0;
    const program = function* (): Waiting {
      const file = yield* application.open("data");
      for (; pinned < pages; pinned++) yield* application.pin(file, pinned);
    };
    expect(codeOf(() => system.run(application, program()))).toBe("RSP_MEMORY_EXHAUSTED");
    expect(pinned).toBe(own);
    expect(codeOf(() => system.run(application, use(application, 0, pages - 1, false)))).toBe("RSP_MEMORY_EXHAUSTED");
    system.run(application, application.unpin(0, 0));
    system.run(application, use(application, 0, pages - 1, false));
    expect(application.word(0)).toBe(pages - 1);
    for (let times = 1; times < 255; times++) system.run(application, application.pin(0, 1));
    expect(codeOf(() => system.run(application, application.pin(0, 1)))).toBe("RSP_PINS_FULL");
  });

  test(`${placement.label}: memory for eight pages an application is the least, and is enough`, () => {
    const applications = [{ name: "a" }, { name: "b" }];
    const make = (frames: number) => () =>
      boot(placement.system, { machine, frames, platter: disk.copy(), applications });
    expect(make(18)).toThrow("18 frames are too few for 2 applications: give at least 19");
    for (const frames of [0, -1, 18, 19.5, Number.NaN, Infinity]) expect(codeOf(make(frames))).toBe("RSP_FRAMES");
    expect(make(19)().framesEach).toBe(8);
  });

  test(`${placement.label}: another system's application is refused`, () => {
    const { system } = begin();
    const other = begin().application;
    expect(() => system.run(other, other.open("data"))).toThrow("db is not an application of this system");
    expect(codeOf(() => system.run(other, other.open("data")))).toBe("RSP_APPLICATION");
  });

  test(`${placement.label}: what a program throws is thrown to who ran it, and another program can run`, () => {
    const { system, application } = begin();
    const failing = function* (): Waiting {
      yield* use(application, yield* application.open("data"), 1, false);
      throw new RangeError("of the program's own");
    };
    expect(() => system.run(application, failing())).toThrow(RangeError);
    system.run(application, use(application, 0, 2, false));
    expect(application.word(0)).toBe(2);
  });

  test(`${placement.label}: a damaged volume does not boot`, () => {
    const damaged = disk.copy();
    const inode = new Uint8Array(damaged.sectorBytes);
    damaged.copyTo(0, inode);
    inode[20] ^= 1;
    damaged.copyFrom(0, inode);
    expect(codeOf(() => bootOne(placement, damaged, { frames: 40 }))).toBe("RSP_VOLUME_DAMAGED");
  });
}

test("a user-level cache has a part of the frames, and leaves one to the kernel's", () => {
  const make = (userShare: number) => () => bootOne(cached, disk.copy(), { frames: 10, userShare });
  for (const share of [0, 1, -0.1, 1.5, Number.NaN]) expect(codeOf(make(share))).toBe("RSP_USER_SHARE");
  for (const share of [0.001, 0.5, 0.999]) {
    const { system, application } = make(share)();
    const program = function* (): Waiting {
      const file = yield* application.open("data");
      for (let page = 0; page < pages; page++) yield* use(application, file, page, true);
    };
    system.run(application, program());
    expect(system.kernel.storage.free).toBeGreaterThanOrEqual(0);
  }
});

for (const placement of [spin, microkernel]) {
  test(`${placement.label}: a fault in an application's own space, but in no file, is told to who met it`, () => {
    const { system, application } = bootOne(placement, disk.copy(), { frames: 40 });
    const { kernel } = system;
    let fault: MemoryFault | undefined;
    const { dispatcher, modules, translation } = kernel;
    dispatcher.installHandler(modules.create("test"), translation.events.PageNotPresent, (met) => void (fault = met), {
      order: "first",
    });
    const program = function* (): Waiting {
      const file = yield* application.open("data");
      yield* use(application, file, 0, false);
      if (fault === undefined) throw new Error("the first use of a page is a fault");
      // Memory that is the application's, and that nobody has mapped a file to.
      const { address } = kernel.addresses.extent(kernel.addresses.allocate(fault.context, 1));
      kernel.translation.raise(Fault.pageNotPresent, { ...fault, address });
      yield;
      yield* application.wait(file, 1, false);
    };
    expect(codeOf(() => system.run(application, program()))).toBe("RSP_BAD_ADDRESS");
    system.run(application, use(application, 0, 2, false));
    expect(application.word(0)).toBe(2);
  });
}

test("a disk that no address space could map is not made", () => {
  const blocks = 200_000;
  const large = withDiskFor(machine, 2_000_000 / 2);
  expect(prepareDisk(large, [{ name: "data", pages: blocks }]).sectors).toBeGreaterThanOrEqual(2 * blocks);
  expect(codeOf(() => withDiskFor(machine, 2_000_000))).toBe("RSP_DISK_SIZE");
  expect(codeOf(() => prepareDisk(machine, [{ name: "data", pages: 10_000_000 }]))).toBe("RSP_VOLUME_LAYOUT");
});

test("every error of these packages is met by a test of theirs", () => {
  const folders = ["./", "../../extensions/buffer-manager/src/"].map((folder) => new URL(folder, import.meta.url));
  const thrown = new Set<string>();
  const tested = new Set<string>();
  for (const folder of folders) {
    for (const name of readdirSync(fileURLToPath(folder)).filter((each) => each.endsWith(".ts"))) {
      const source = readFileSync(new URL(name, folder), "utf8");
      if (name.endsWith(".test.ts")) for (const [code] of source.matchAll(/RSP_[A-Z_]+/g)) tested.add(code);
      else for (const [, code] of source.matchAll(/new RespinError\(\s*"(RSP_[A-Z_]+)"/g)) thrown.add(code);
    }
  }
  expect(thrown.size).toBeGreaterThan(10);
  expect([...thrown].filter((code) => !tested.has(code))).toEqual([]);
});
