import { readFileSync } from "node:fs";
import { Kernel, sameKernelCosts, Store } from "@respin/core";
import { alphaAxp3000400, Machine, Platter } from "@respin/hardware";
import { inspectObjectFile, TrustedKeys } from "@respin/linker";
import { expect, test } from "vitest";

// The object file that the compiler made of extension.ts, in a kernel.

const object = readFileSync(new URL("../dist/idle.rsp", import.meta.url));
const { claimedSigner } = inspectObjectFile(object, "idle.rsp");
const privileged = { driver: true, imports: ["SpinPrivate"] } as const;

function boot(): Kernel {
  const platter = Platter.for(alphaAxp3000400.disk);
  Store.format(platter, alphaAxp3000400.frameBytes, []);
  const machine = new Machine(alphaAxp3000400, { frames: 4, platter, systemCosts: sameKernelCosts(1) });
  return new Kernel(machine, { trusted: new TrustedKeys([claimedSigner]) });
}

/** A client that has had more pages than its share: of some, another was taken. Returns what became of each. */
function turnOver(kernel: Kernel): readonly string[] {
  const { dispatcher, modules, storage, strands } = kernel;
  const told: string[] = [];
  const witness = modules.create("a witness");
  const { Reclaim, Repossess } = storage.events;
  const pages: unknown[] = [];
  const handlers = [
    dispatcher.installHandler(witness, Reclaim, (page) => {
      told.push(`page ${pages.indexOf(page)} is to be taken`);
      return page;
    }),
    dispatcher.installHandler(witness, Repossess, (page) => void told.push(`page ${pages.indexOf(page)} was taken`)),
  ];
  const client = storage.createClient("somebody", 2);
  strands.startKernel(
    "somebody",
    (function* () {
      for (let n = 0; n < 4; n++) pages.push(yield* storage.events.Allocate.raise(client));
    })(),
  );
  strands.runUntil(() => pages.length === 4);
  for (const each of handlers) dispatcher.uninstall(witness, each);
  storage.closeClient(client);
  return told;
}

test("its handlers run first, for everybody, and change nothing", () => {
  const without = turnOver(boot());
  const kernel = boot();
  const idle = kernel.extensions.load(object, privileged);
  expect([idle.name, idle.state, idle.balance().handlers]).toEqual(["idle", "running", 3]);
  expect(kernel.dispatcher.handlers(kernel.storage.events.Reclaim)[0].module).toBe("idle");
  const before = idle.balance().operations;
  expect(turnOver(kernel)).toEqual(without);
  expect(without).toHaveLength(4);
  expect(idle.balance().operations).toBeGreaterThan(before);
  expect(idle.balance().faults).toBe(0);
});

test("a fault that nobody else handles is not handled", () => {
  const kernel = boot();
  kernel.extensions.load(object, privileged);
  const strand = kernel.strands.startKernel(
    "somebody",
    (function* () {
      yield;
    })(),
  );
  const fault = { context: kernel.translation.create(), address: 0, write: false, strand: strand.capability };
  const unhandled = expect.objectContaining({ code: "RSP_PAGE_NOT_PRESENT" });
  expect(() => kernel.translation.events.PageNotPresent.raise(fault)).toThrow(unhandled);
});

test("it is of no use to who is not let see what is everybody's", () => {
  const { extensions } = boot();
  expect(() => extensions.load(object, { imports: ["SpinPrivate"] })).toThrow(
    expect.objectContaining({ code: "RSP_NAME_REFUSED" }),
  );
});

test("when it is unloaded none of its handlers is left", () => {
  const kernel = boot();
  const { dispatcher, extensions, storage, translation } = kernel;
  const all = [translation.events.PageNotPresent, storage.events.Reclaim, storage.events.Repossess];
  const counts = (): readonly number[] => all.map((event) => dispatcher.handlers(event).length);
  const before = counts();
  const idle = extensions.load(object, privileged);
  expect(counts()).toEqual(before.map((count) => count + 1));
  extensions.unload(idle);
  expect(counts()).toEqual(before);
});
