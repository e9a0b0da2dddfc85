import type { RespinError } from "@respin/hardware";
import { Fault } from "@respin/hardware";
import type { Waiting } from "@respin/linker";
import { expect, test } from "vitest";
import { lru, PageKind, type PolicyFactory } from "./policy/index.js";
import { NONE } from "./policy/policy.js";
import { contentsOf, extensionWorld, store, type ExtensionWorld } from "./testing/worlds.js";

const pagesEach = 8;
const begin = (capacity = 4, policy = lru): ExtensionWorld => extensionWorld({ capacity, policy, pagesEach });

/** Run a program on a strand of its own. Throws what it throws. */
function run<Result>({ kernel: { strands }, strand }: ExtensionWorld, program: Waiting<Result>): Result {
  let outcome: { readonly result: Result } | undefined;
  const body = function* (): Waiting {
    outcome = { result: yield* program };
  };
  strands.start(strand("program"), body());
  strands.runUntil(() => outcome !== undefined);
  if (outcome === undefined) throw new Error("the program has not ended");
  return outcome.result;
}

function codeOf(act: () => unknown): string {
  try {
    act();
  } catch (error) {
    return (error as RespinError).code;
  }
  return "nothing was thrown";
}

const read = (world: ExtensionWorld, block: number): Waiting<number> =>
  world.use(block, "read", (words) => contentsOf(words).block);

test("a fault in an application's own space, but in no file, is that strand's failure, once", () => {
  const world = begin();
  const { kernel, context, extension } = world;
  const { address } = kernel.addresses.extent(kernel.addresses.allocate(context, 1));
  const strandIn = function* (): Waiting<unknown> {
    const strand = kernel.strands.current.capability;
    kernel.translation.raise(Fault.pageNotPresent, { context, address, write: false, strand });
    yield;
    const failure = extension.takeFailure(strand);
    expect(extension.takeFailure(strand)).toBeUndefined();
    return failure;
  };
  expect(run(world, strandIn())).toMatchObject({
    code: "RSP_BAD_ADDRESS",
    message: expect.stringMatching(/^program: word \d+ is in no file that it has mapped; open the file first$/),
  });
  expect(run(world, read(world, world.blocks.first))).toBe(world.blocks.first);
});

test("an extension that was uninstalled serves nobody", () => {
  const world = begin();
  const { first } = world.blocks;
  expect(run(world, read(world, first))).toBe(first);
  world.uninstall();
  expect(codeOf(() => run(world, read(world, first + 1)))).toBe("RSP_PAGE_NOT_PRESENT");
});

test("hits are seen through the log, in the order in which they were made", () => {
  const world = begin(3);
  const { first } = world.blocks;
  for (const page of [0, 1, 2, 0]) run(world, read(world, first + page));
  run(world, read(world, first + 3));
  expect([0, 1, 2, 3].map((page) => world.pool.slotOf(first + page) !== NONE)).toEqual([true, false, true, true]);
});

test("what an application makes up in its log harms nobody", () => {
  const world = begin(2);
  const { first } = world.blocks;
  run(world, read(world, first));
  world.log.set([6, -1, 1_000_000_000, -2_000_000_000, first + 1, first, 0]);
  run(world, read(world, first + 1));
  expect([...world.told.values()].toSorted()).toEqual([first, first + 1]);
});

test("a page is modified by a store, and by nothing else", () => {
  const world = begin();
  const { first } = world.blocks;
  run(world, read(world, first));
  expect(world.pool.modifiedIn(world.blocks)).toEqual([]);
  run(
    world,
    world.use(first + 1, "write", (words) => store(words, 1)),
  );
  expect(world.pool.modifiedIn(world.blocks)).toEqual([first + 1]);
  run(world, world.pool.force([[first + 1]]));
  expect(world.pool.modifiedIn(world.blocks)).toEqual([]);
  run(
    world,
    world.use(first + 1, "write", (words) => store(words, 2)),
  );
  expect(world.pool.modifiedIn(world.blocks)).toEqual([first + 1]);
});

test("a file that is not open has no reference", () => {
  const world = begin();
  const { service } = world;
  const [{ reference }] = world.files;
  run(world, service.Close(reference));
  const calls: readonly (() => Waiting<unknown>)[] = [
    () => service.Bring(reference, 0),
    () => service.Overwrite(reference, 0),
    () => service.Prefetch(reference, 0),
    () => service.Advise(reference, "random"),
    () => service.Pin(reference, 0),
    () => service.Unpin(reference, 0),
    () => service.Order(reference, reference),
    () => service.Force([[[reference, 0]]]),
    () => service.Sync(reference),
    () => service.Resize(reference, 0),
    () => service.Remove(reference),
    () => service.Close(reference),
  ];
  for (const call of calls) expect(codeOf(() => run(world, call()))).toBe("RSP_REFERENCE");
  expect(codeOf(() => service.sizeOf(reference))).toBe("RSP_REFERENCE");
  expect(codeOf(() => service.existsNow(-1))).toBe("RSP_REFERENCE");
});

test("a page outside the file, a size that is none, and an unknown file are refused by name", () => {
  const world = begin();
  const { service } = world;
  const [{ reference }] = world.files;
  for (const page of [-1, pagesEach, 0.5, NaN]) {
    const calls: readonly (() => Waiting<unknown>)[] = [
      () => service.Bring(reference, page),
      () => service.Overwrite(reference, page),
      () => service.Pin(reference, page),
      () => service.Unpin(reference, page),
      () => service.Force([[[reference, page]]]),
    ];
    for (const call of calls) expect(codeOf(() => run(world, call()))).toBe("RSP_PAGE_RANGE");
    expect(run(world, service.Prefetch(reference, page))).toBe(false);
  }
  for (const size of [-1, 0.5, NaN, Infinity]) {
    expect(codeOf(() => run(world, service.Resize(reference, size)))).toBe("RSP_FILE_SIZE");
  }
  expect(codeOf(() => run(world, service.Resize(reference, pagesEach * 1024 + 1)))).toBe("RSP_FILE_FULL");
  expect(codeOf(() => run(world, service.Open("nobody's")))).toBe("RSP_FILE_UNKNOWN");
  expect(codeOf(() => run(world, service.Unpin(reference, 0)))).toBe("RSP_UNPINNED");
});

test("a file cannot be ordered before itself, and the message names it", () => {
  const world = begin();
  const { service } = world;
  const [{ reference: intentions }, { reference: log }] = world.files;
  run(world, service.Order(intentions, log));
  expect(() => run(world, service.Order(log, intentions))).toThrow("log cannot be written before intentions");
  expect(codeOf(() => run(world, service.Order(log, log)))).toBe("RSP_ORDER_CYCLE");
});

/** A policy that writes down the kinds of the pages that it is given. */
function noting(kinds: PageKind[]): PolicyFactory {
  return (setting) => {
    const policy = lru(setting);
    return {
      name: policy.name,
      work: 0,
      hit: (slot) => policy.hit(slot),
      victim: (incoming) => policy.victim(incoming),
      remove: (slot, evicted) => policy.remove(slot, evicted),
      admit: (slot, page, kind) => {
        kinds.push(kind);
        policy.admit(slot, page, kind);
      },
    };
  };
}

test("pages of a file that is advised sequential are a scan's, and the policy is told so", () => {
  const kinds: PageKind[] = [];
  const world = begin(4, noting(kinds));
  const { first } = world.blocks;
  run(world, read(world, first));
  run(world, world.service.Advise(world.files[0].reference, "sequential"));
  run(world, read(world, first + 1));
  run(world, read(world, first + pagesEach));
  run(world, world.service.Advise(world.files[0].reference, "random"));
  run(world, read(world, first + 2));
  expect(kinds).toEqual([PageKind.any, PageKind.scan, PageKind.any, PageKind.any]);
});

test("the policy is told what the application says of its pages, a scan goes over all but the way to the data", () => {
  const kinds: PageKind[] = [];
  const world = extensionWorld({
    capacity: 4,
    policy: noting(kinds),
    pagesEach,
    kinds: [
      { file: "log", kinds: PageKind.log },
      { file: "data", kinds: Uint8Array.of(PageKind.interior, PageKind.leaf) },
    ],
  });
  const [intentions, log, data] = world.files;
  for (const block of [intentions.firstBlock, log.firstBlock, data.firstBlock + 1, data.firstBlock + 2]) {
    run(world, read(world, block));
  }
  expect(kinds).toEqual([PageKind.any, PageKind.log, PageKind.leaf, PageKind.any]);
  kinds.length = 0;
  run(world, world.service.Advise(data.reference, "sequential"));
  for (const page of [0, 3]) run(world, read(world, data.firstBlock + page));
  expect(kinds).toEqual([PageKind.interior, PageKind.scan]);
});

test("reading the log costs an access for each entry and two for the count, an empty one a single access", () => {
  const world = begin();
  const { machine } = world.kernel;
  const accesses = (): number => machine.count(machine.costs.named("memory.access"));
  const drained = (): number => {
    const before = accesses();
    world.service.drain();
    return accesses() - before;
  };
  const { first } = world.blocks;
  for (const page of [0, 1, 1, 0]) run(world, read(world, first + page));
  // The two that were missed are no hits.
  expect([drained(), drained()]).toEqual([2 + 2, 1]);
  world.log.set([1_000_000]);
  expect([drained(), drained()]).toEqual([256 + 1, 1]);
  world.log.set([-5]);
  expect([drained(), drained()]).toEqual([2, 1]);
});

test("a file is as long as the volume was told last, whoever has it open", () => {
  const world = begin();
  const { service } = world;
  const [{ reference }] = world.files;
  const other = run(world, service.Open("intentions"));
  const seen = (): unknown[] =>
    [reference, other.reference].map((each) => [service.sizeOf(each), service.existsNow(each)]);
  expect(other).toMatchObject({ size: pagesEach * 1024, exists: true, pages: pagesEach });
  expect(other.reference).not.toBe(reference);
  run(world, service.Resize(reference, 1500));
  expect(seen()).toEqual([
    [1500, true],
    [1500, true],
  ]);
  expect(codeOf(() => run(world, service.Resize(other.reference, pagesEach * 1024 + 1)))).toBe("RSP_FILE_FULL");
  expect(seen()).toEqual([
    [1500, true],
    [1500, true],
  ]);
  run(world, service.Remove(other.reference));
  expect(seen()).toEqual([
    [0, false],
    [0, false],
  ]);
  run(world, service.Resize(reference, 0));
  expect(seen()).toEqual([
    [0, true],
    [0, true],
  ]);
});

test("who opens a file that nobody has open finds it as the volume has it", () => {
  const world = begin();
  const { service, kernel } = world;
  const [{ reference }] = world.files;
  const { file } = kernel.store.file("intentions");
  const again = run(world, service.Open("intentions"));
  run(world, service.Close(reference));
  kernel.store.resize(file, 700);
  expect(run(world, service.Open("intentions")).size).toBe(pagesEach * 1024);
  run(world, service.Close(again.reference));
  // The last of the three is still open.
  expect(run(world, service.Open("intentions")).size).toBe(pagesEach * 1024);
  const [, { reference: log }] = world.files;
  run(world, service.Close(log));
  kernel.store.resize(kernel.store.file("log").file, 700);
  expect(run(world, service.Open("log"))).toMatchObject({ size: 700, exists: true });
});
