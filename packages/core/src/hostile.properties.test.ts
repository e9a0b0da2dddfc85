import fc from "fast-check";
import { expect, test } from "vitest";
import type { Page } from "./interfaces.js";
import { run } from "./testing/boot.js";
import { bootKernel } from "./testing/extensions.js";
import { Hostile, hostileFile } from "./testing/hostile.js";

/** The default run; RESPIN_DEEP=1 does as many as 40 seconds allow. */
const deep = process.env["RESPIN_DEEP"] === "1";
const histories = deep ? 60_000 : 400;
const frames = 24;

/** What an extension may have thrown at it, and what may come out of the scheduler: it says what was wrong with the call. */
const isOurDefect = (code: string): boolean => code === "RSP_INVARIANT";

/** What may end a run of the scheduler: nothing more to run, or the fault of an application that nobody has handled. */
function settle(kernel: ReturnType<typeof bootKernel>["kernel"]): void {
  try {
    kernel.strands.runUntil(() => false);
  } catch (error) {
    const code: unknown = error instanceof Error && "code" in error ? error.code : error;
    expect(code).toBe("RSP_DEADLOCK");
  }
}

const seen = new Map<string, number>();

test("no call of an extension's, from wherever and with whatever it makes it, meets an invariant of ours; its end leaves nothing", () => {
  fc.assert(
    fc.property(fc.array(fc.nat(65_535), { minLength: 40, maxLength: 400, size: "max" }), (tape) => {
      const { kernel } = bootKernel({
        frames,
        files: [
          { name: "one", pages: 4 },
          { name: "two", pages: 4 },
        ],
      });
      const { extensions, storage, strands, store, translation } = kernel;
      const clients = [storage.createClient("a", 4), storage.createClient("b", 3)];
      const other = storage.createClient("another", 4);
      const contexts = [translation.create()];
      const page: Page = run(strands, storage.allocate(other));
      const extension = extensions.load(hostileFile, {
        grant: { clients, contexts },
        imports: [extensions.volumeDomain(store.service(storage))],
        limits: { operations: 1_000_000_000, faults: 1_000_000 },
      });
      const told: string[] = [];
      extensions.clientOf(extension, Hostile).Begin(tape, { clients, contexts }, told);
      settle(kernel);
      expect(told.filter(isOurDefect)).toEqual([]);
      if (extension.state === "running") extensions.unload(extension);
      const tried = told.length;
      settle(kernel);
      // None of its code has run any more.
      expect(told.slice(tried)).toEqual([]);
      for (const each of told) seen.set(each, (seen.get(each) ?? 0) + 1);
      expect(storage.ownerOf(page)).toBe(other);
      expect(storage.free).toBe(frames - 1);
      // The kernel goes on.
      expect(run(strands, storage.allocate(other))).toBeDefined();
    }),
    { numRuns: histories, endOnFailure: true, interruptAfterTimeLimit: 40_000 },
  );
  // It got somewhere: calls went through, and were refused for many reasons.
  expect(seen.size).toBeGreaterThan(20);
}, 600_000);
