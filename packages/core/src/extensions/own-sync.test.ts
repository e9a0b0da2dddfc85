import { anything, defineInterface, operation, procedure, type Waiting } from "@respin/linker";
import { beforeEach, expect, test } from "vitest";
import { Sync } from "../interfaces.js";
import type { Kernel } from "../kernel.js";
import { bootKernel, extensionFile, thrown } from "../testing/extensions.js";
import type { Extension } from "./loaded.js";

/** The thread package as extensions have it. */
const Ask = defineInterface("Ask", {
  Do: procedure([anything], anything),
  Wait: operation([anything], anything),
});

let kernel: Kernel;
let log: string[];

beforeEach(() => {
  ({ kernel } = bootKernel());
  log = [];
});

function load(
  name: string,
  parts: { readonly act?: string; readonly wait?: string; readonly body?: string },
): Extension {
  const { act = "", wait = "", body = "" } = parts;
  const written = extensionFile({
    name,
    imports: [Sync],
    exports: [[Ask, `{ Do: (given) => { ${act} }, *Wait(given) { ${wait} } }`]],
    body,
  });
  return kernel.extensions.load(written);
}

const ask = (extension: Extension, given?: unknown): unknown => kernel.extensions.clientOf(extension, Ask).Do(given);

/** Strands that each wait in an extension, and say how that ended. */
function waiting(extension: Extension, given: readonly unknown[]): () => boolean {
  let ended = 0;
  for (const [n, each] of given.entries())
    kernel.strands.startKernel(
      `s${n}`,
      (function* (): Waiting {
        try {
          const result = yield* kernel.extensions.clientOf(extension, Ask).Wait(each);
          log.push(`s${n} ${String(result)}`);
        } catch (error) {
          log.push(
            `s${n} ${
              thrown(() => {
                throw error;
              }).code
            }`,
          );
        }
        ended++;
      })(),
    );
  return () => ended === given.length;
}

test("strands meet in an extension by its locks, conditions and semaphores", () => {
  const extension = load("meets", {
    body: `const mutex = Sync_NewMutex.raise(); const full = Sync_NewCondition.raise(); const done = Sync_NewSemaphore.raise(0);
      let value;`,
    wait: `
      yield* Sync_Lock.raise(mutex);
      if (given === "takes") {
        while (value === undefined) yield* Sync_Wait.raise(full, mutex);
        const mine = value;
        value = undefined;
        Sync_Unlock.raise(mutex);
        Sync_V.raise(done);
        return mine;
      }
      value = given;
      Sync_Signal.raise(full);
      Sync_Unlock.raise(mutex);
      yield* Sync_P.raise(done);
      return "was taken";`,
  });
  const ended = waiting(extension, ["takes", "a value"]);
  kernel.strands.runUntil(ended);
  expect(log.toSorted()).toEqual(["s0 a value", "s1 was taken"]);
});

test("at the end of an extension its waits end, and what it had locked goes to who waits in another", () => {
  const owner = load("owner", {
    body: `const mutex = Sync_NewMutex.raise(); const never = Sync_NewCondition.raise(); const empty = Sync_NewSemaphore.raise(0);`,
    act: "return mutex;",
    wait: `
      if (given === "empty") yield* Sync_P.raise(empty);
      yield* Sync_Lock.raise(mutex);
      if (given === "never") yield* Sync_Wait.raise(never, mutex);
      yield;
      for (;;) yield;`,
  });
  const other = load("other", { wait: `yield* Sync_Lock.raise(given); Sync_Unlock.raise(given); return "has it";` });
  const mutex = ask(owner);
  const inOwner = waiting(owner, ["never", "has", "waits", "empty"]);
  const { strands } = kernel;
  let turns = 0;
  strands.runUntil(() => ++turns > 12);
  const inOther = waiting(other, [mutex]);
  strands.runUntil(() => ++turns > 24);
  expect(log).toEqual([]);
  kernel.extensions.unload(owner);
  strands.runUntil(() => inOwner() && inOther());
  expect(log.toSorted()).toEqual(["s0 RSP_EJECTED", "s0 has it", "s1 RSP_EJECTED", "s2 RSP_EJECTED", "s3 RSP_EJECTED"]);
});

test("what is no lock is refused, and so is what only its holder may do", () => {
  const extension = load("misuses", {
    body: `const mutex = Sync_NewMutex.raise(); const semaphore = Sync_NewSemaphore.raise(1);`,
    wait: `
      const code = (act) => { try { act(); return "done"; } catch (error) { return error.code; } };
      yield* Sync_P.raise(semaphore);
      return [
        code(() => Sync_Unlock.raise(mutex)), code(() => Sync_Lock.raise(semaphore).next()), code(() => Sync_V.raise(mutex)),
        code(() => Sync_Signal.raise({})), code(() => Sync_NewSemaphore.raise(-1)), code(() => Sync_V.raise(semaphore)),
      ].join(" ");`,
  });
  kernel.strands.runUntil(waiting(extension, [0]));
  const refused = "RSP_CAPABILITY";
  expect(log).toEqual([`s0 RSP_SYNC ${refused} ${refused} ${refused} RSP_SYNC done`]);
});
