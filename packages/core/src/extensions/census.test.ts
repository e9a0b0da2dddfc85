import * as fc from "fast-check";
import { defineInterface, integer, nothing, procedure } from "@respin/linker";
import { expect, test } from "vitest";
import type { Kernel } from "../kernel.js";
import { bootKernel, extensionFile, thrown } from "../testing/extensions.js";
import type { Extension } from "./loaded.js";

const Work = defineInterface("Work", { Do: procedure([integer], nothing) });
const worker = extensionFile({ name: "worker", exports: [[Work, "{ Do: (n) => pay(n) }"]] });
const broken = extensionFile({ name: "broken", body: `throw new Error("broken");` });

const total = (kernel: Kernel): number =>
  [...(kernel.extensionCensus?.operations.values() ?? [])].reduce((sum, n) => sum + n, 0);

test("a kernel that never had an extension has no census, and looking for one makes none", () => {
  const { kernel } = bootKernel();
  expect(kernel.extensionCensus).toBeUndefined();
  kernel.extensions.load(worker);
  expect(kernel.extensionCensus?.states).toEqual({ loaded: 0, running: 1, unloaded: 0, ejected: 0, replaced: 0 });
});

test("each state counts those that are in it, and those that went that way", () => {
  const { kernel } = bootKernel();
  const { extensions } = kernel;
  const [a, b, c] = ["a", "b", "c"].map((name) => extensions.load(worker, { name }));
  extensions.create(worker, { name: "d" });
  extensions.unload(a);
  extensions.eject(b, "to see");
  extensions.replace(c, worker);
  thrown(() => extensions.load(broken));
  expect(extensions.census.states).toEqual({ loaded: 1, running: 1, unloaded: 2, ejected: 1, replaced: 1 });
});

test("operations stay counted when their extension is gone, and go on with the next of its name", () => {
  const { kernel } = bootKernel();
  const { extensions } = kernel;
  let one = extensions.load(worker, { name: "one" });
  const doing = (n: number): void => extensions.clientOf(one, Work).Do(n);
  const counted = (): number | undefined => extensions.census.operations.get("one");
  doing(100);
  expect(counted()).toBe(100);
  one = extensions.replace(one, worker);
  doing(10);
  expect(counted()).toBe(110);
  extensions.unload(one);
  expect(counted()).toBe(110);
  one = extensions.load(worker, { name: "one" });
  doing(3);
  expect(counted()).toBe(113);
});

test("names are told apart up to a hundred, and who comes after them is counted with the others", () => {
  const { kernel } = bootKernel();
  const { extensions } = kernel;
  for (let n = 0; n < 130; n++) {
    const extension = extensions.load(worker, { name: `worker ${n}` });
    extensions.clientOf(extension, Work).Do(n + 1);
    if (n % 2 === 0) extensions.unload(extension);
  }
  const { operations } = extensions.census;
  expect(operations.size).toBe(101);
  expect(operations.get("worker 99")).toBe(100);
  expect(operations.get("other")).toBe(Array.from({ length: 30 }, (_, n) => 101 + n).reduce((sum, n) => sum + n));
  expect(total(kernel)).toBe((130 * 131) / 2);
});

test("whatever becomes of extensions, no count of operations ever falls, and none is lost", () => {
  const act = fc.record({ what: fc.constantFrom("load", "work", "unload", "eject", "replace"), which: fc.nat(4) });
  fc.assert(
    fc.property(fc.array(act, { maxLength: 40 }), (acts) => {
      const { kernel } = bootKernel();
      const { extensions } = kernel;
      const there = new Map<number, Extension>();
      let done = 0;
      let before = new Map<string, number>();
      for (const { what, which } of acts) {
        const extension = there.get(which);
        if (extension === undefined) {
          if (what === "load") there.set(which, extensions.load(worker, { name: `e${which}` }));
        } else if (what === "work") {
          extensions.clientOf(extension, Work).Do(which + 1);
          done += which + 1;
        } else if (what === "replace") there.set(which, extensions.replace(extension, worker));
        else if (what === "unload") extensions.unload(extension);
        else if (what === "eject") extensions.eject(extension, "to see");
        if (what === "unload" || what === "eject") there.delete(which);
        const after = new Map(kernel.extensionCensus?.operations);
        for (const [name, operations] of before) expect(after.get(name)).toBeGreaterThanOrEqual(operations);
        before = after;
        expect(total(kernel)).toBe(done);
        expect(kernel.extensionCensus?.states.running ?? 0).toBe(there.size);
      }
    }),
    { numRuns: 60, seed: 4711 },
  );
});
