import { BufferManager, MappedPages } from "@respin/buffer-manager";
import { Kernel } from "@respin/core";
import { Machine } from "@respin/hardware";
import { expect, test } from "vitest";
import { callsOnOwnPages } from "./own-pages.js";
import { systemCosts } from "./profile.js";
import { Programs } from "./programs.js";
import {
  bootOne,
  codeOf,
  diskWith,
  machine as profile,
  ownMemory,
  referenceStrings,
  referring,
} from "./testing/placements.js";

const pages = 40;
const disk = diskWith({ name: "data", pages, filled: pages });

function bootKernel(): Kernel {
  return new Kernel(new Machine(profile, { frames: 64, platter: disk.copy(), systemCosts: systemCosts.monolithic }));
}

/** A buffer manager on eight pages of its own. */
function load(kernel: Kernel) {
  const { storage, store } = kernel;
  const client = storage.createClient("db", 8);
  const own = {
    take: () => storage.allocateFree(client),
    give: (page: Parameters<typeof storage.deallocate>[0]) => storage.deallocate(page),
    modified: new Set<Parameters<typeof storage.deallocate>[0]>(),
  };
  const calls = callsOnOwnPages(kernel, "db", own, store.service(storage));
  const program = new Programs(kernel).load("@respin/buffer-manager", "db", calls);
  const mapped = program.clientOf(MappedPages);
  mapped.Start({
    application: "db",
    client,
    capacity: 8,
    pageBytes: kernel.machine.memory.frameBytes,
    blocks: store.blocks,
    policy: "lru",
    kinds: undefined,
    log: undefined,
    delayed: false,
    overwritesAtOnce: false,
  });
  return { program, mapped, manager: program.clientOf(BufferManager) };
}

test("what a policy does takes the same operations in every system", () => {
  const operations = (placement: (typeof ownMemory)[number], policy: "lru" | "lru-k" | "sets"): number => {
    const { system, application } = bootOne(placement, disk.copy(), { frames: pages + 20, policy });
    system.run(application, referring(application, "data", referenceStrings["skewed"](pages, 3000)));
    expect(application.counts().evictions).toBe(0);
    // The log's last page of references is read by the systems that have one.
    system.run(application, application.force([]));
    const { machine } = system.kernel;
    return machine.count(machine.costs.named("operation"));
  };
  // With room for all pages the policies are told the same, and nothing but they differ.
  const differences = ownMemory.map((placement) => {
    const lru = operations(placement, "lru");
    return [operations(placement, "lru-k") - lru, operations(placement, "sets") - lru];
  });
  expect(differences[0]).not.toContain(0);
  for (const other of differences) expect(other).toEqual(differences[0]);
});

test("a program is not bounded: it goes on when the counter is used up, and pays for all that it does", () => {
  const kernel = bootKernel();
  const { mapped } = load(kernel);
  const { machine } = kernel;
  const operation = machine.costs.named("operation");
  const paid = (): number => {
    const before = machine.count(operation);
    mapped.Counts();
    return machine.count(operation) - before;
  };
  const once = paid();
  expect(once).toBeGreaterThan(3);
  machine.allow(2);
  expect(paid()).toBe(once);
});

test("programs of one object file have nothing in common", () => {
  const kernel = bootKernel();
  const [a, b] = [load(kernel), load(kernel)];
  expect(a.manager.Open("data").next().value).toMatchObject({ pages, exists: true });
  expect(codeOf(() => b.mapped.Examine(0))).toBe("RSP_REFERENCE");
});

test("what a program's system does not have, and what it is not linked to, says so", () => {
  const kernel = bootKernel();
  const { mapped, manager } = load(kernel);
  const { value } = manager.Open("data").next();
  const reference = typeof value === "object" ? value.reference : 0;
  const region = kernel.addresses.allocate(kernel.translation.create(), 1);
  expect(codeOf(() => mapped.Map(reference, region))).toBe("RSP_SYSTEM_CALL");
  expect(codeOf(() => new Programs(kernel).load("@respin/buffer-manager", "db", []))).toBe("RSP_UNRESOLVED");
});
