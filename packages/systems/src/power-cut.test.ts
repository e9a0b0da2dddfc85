import type { PolicyName } from "@respin/buffer-manager";
import type { Platter, PowerCut } from "@respin/hardware";
import type { Waiting } from "@respin/linker";
import { expect, test } from "vitest";
import type { Application } from "./application.js";
import type { SystemOptions } from "./system.js";
import {
  bootOne,
  cached,
  codeOf,
  diskWith,
  pageBytes,
  placements,
  randomNumbers,
  use,
  type Placement,
} from "./testing/placements.js";

/** What a power cut leaves, at every write that reaches the platter (RESPIN_DEEP: of more and longer runs). */

const deep = process.env["RESPIN_DEEP"] === "1";
const logPages = 30;
const dataPages = 24;
const disk = diskWith(
  // The log lies behind the data, so that an arm on its way up comes to it last.
  { name: "data", pages: dataPages, filled: dataPages },
  { name: "flag", pages: 1, filled: 1 },
  { name: "log", pages: logPages, filled: logPages },
);

/** A word of a page on the platter, which may be in any state. */
function onPlatter(platter: Platter, block: number, word: number): number {
  const bytes = new Uint8Array(pageBytes);
  platter.copyTo((block * pageBytes) / platter.sectorBytes, bytes);
  return new Int32Array(bytes.buffer)[word];
}

/** Run a program again and again, and cut the power at its first, second, third ... write. */
function cutEverywhere(
  placement: Placement,
  policy: PolicyName | undefined,
  program: (application: Application) => Waiting,
  check: (platter: Platter, firstBlockOf: (file: string) => number) => void,
  options: { readonly frames?: number } & Pick<SystemOptions, "userShare" | "kernelPolicy"> = {},
): number {
  const begin = (cut: PowerCut | undefined): { readonly platter: Platter; readonly code: string } => {
    const platter = disk.copy();
    const { system, application } = bootOne(placement, platter, {
      frames: 14,
      policy,
      // The kernel's cache gives up first what was written to it last: not in the order in which it was written.
      kernelPolicy: "mru",
      ...options,
    });
    const { store, machine } = system.kernel;
    if (cut !== undefined) machine.disk.cutPower(cut);
    const code = codeOf(() => system.run(application, program(application)));
    check(platter, (file) => store.file(file).firstBlock);
    writes = machine.disk.writes;
    return { platter, code };
  };
  let writes = 0;
  expect(begin(undefined).code).toBe("nothing was thrown");
  const all = writes;
  for (let atWrite = 1; atWrite <= all; atWrite++) {
    const mode = atWrite % 3 === 0 ? "tear" : "drop";
    expect(begin({ atWrite, mode, tornFraction: 0.5 }).code).toBe("RSP_POWER_CUT");
  }
  return all;
}

/** Stores to the data, each logged before; the log is never forced out, memory is short, and pages are prefetched. */
function* logged(application: Application): Waiting {
  const data = yield* application.open("data");
  const log = yield* application.open("log");
  yield* application.order(log, data);
  const random = randomNumbers(5);
  for (let update = 1; update <= (deep ? 300 : 60); update++) {
    const at = random(dataPages);
    yield* use(application, log, update % logPages, true);
    application.setWord(2, update);
    yield* use(application, data, at, true);
    application.setWord(2, update);
    if (update % 3 === 0) yield* application.prefetch(data, random(dataPages));
    if (update % 5 === 0) yield* application.prefetch(log, random(logPages));
    if (update % 20 === 0) yield* application.sync(data);
  }
}

for (const placement of placements) {
  for (const policy of deep
    ? ([undefined, "lru", "mru", "2q", "toss", "clock"] as const)
    : ([undefined, "2q"] as const)) {
    test(`${placement.label}, ${policy ?? "no policy"}: the log is on the platter before the data, at every write`, () => {
      const cuts = cutEverywhere(placement, policy, logged, (platter, firstBlockOf) => {
        const pagesOf = (file: string, pages: number): number[] =>
          Array.from({ length: pages }, (_, at) => onPlatter(platter, firstBlockOf(file) + at, 2));
        const newest = Math.max(...pagesOf("data", dataPages));
        for (const [at, written] of pagesOf("log", logPages).entries()) {
          // The last update that was logged there before the newest one that is in the data.
          let wanted = newest - ((((newest - at) % logPages) + logPages) % logPages);
          if (wanted < 0) wanted = 0;
          expect(written, `page ${at} of the log, with update ${newest} in the data`).toBeGreaterThanOrEqual(wanted);
        }
      });
      expect(cuts).toBeGreaterThan(40);
    });
  }

  test(`${placement.label}: what is forced out in groups arrives in their order, at every write`, () => {
    const program = function* (application: Application): Waiting {
      const data = yield* application.open("data");
      const flag = yield* application.open("flag");
      for (let round = 1; round <= 5; round++) {
        yield* use(application, flag, 0, true);
        application.setWord(2, round);
        for (const at of [9, 2, 5]) {
          yield* use(application, data, at, true);
          application.setWord(2, round);
        }
        // The intentions before the flag; the flag before what overwrites them.
        yield* application.force([[2, 5, 9].map((at) => [data, at] as const), [[flag, 0]]]);
      }
    };
    const cuts = cutEverywhere(placement, "lru", program, (platter, firstBlockOf) => {
      const round = onPlatter(platter, firstBlockOf("flag"), 2);
      for (const at of [2, 5, 9]) {
        expect(onPlatter(platter, firstBlockOf("data") + at, 2)).toBeGreaterThanOrEqual(round);
      }
    });
    expect(cuts).toBeGreaterThanOrEqual(20);
  });

  test(`${placement.label}: what was synced before the cut is there, at every write`, () => {
    let synced: readonly [at: number, round: number][] = [];
    const program = function* (application: Application): Waiting {
      synced = [];
      const data = yield* application.open("data");
      const random = randomNumbers(6);
      for (let round = 1; round <= (deep ? 60 : 20); round++) {
        const stored: (readonly [number, number])[] = [];
        for (let each = 0; each < 4; each++) {
          const at = random(dataPages);
          yield* use(application, data, at, true);
          application.setWord(2, round);
          stored.push([at, round]);
          yield* application.prefetch(data, random(dataPages));
        }
        yield* application.sync(data);
        synced = [...synced, ...stored.map(([at, of]): [number, number] => [at, of])];
      }
    };
    cutEverywhere(placement, "lru", program, (platter, firstBlockOf) => {
      for (const [at, round] of synced) {
        expect(onPlatter(platter, firstBlockOf("data") + at, 2)).toBeGreaterThanOrEqual(round);
      }
    });
  });
}

test("monolithic, cached: what the library has given to the kernel is not on the disk yet, and the order knows", () => {
  /** A log page that left the library's cache, then a data page that leaves it, with no log page modified there. */
  const program = function* (application: Application): Waiting {
    const data = yield* application.open("data");
    const log = yield* application.open("log");
    yield* application.order(log, data);
    yield* use(application, log, 0, true);
    application.setWord(2, 1);
    for (let at = 10; at < 20; at++) yield* use(application, data, at, false);
    yield* use(application, data, 0, true);
    application.setWord(2, 2);
    for (let at = 10; at < 24; at++) yield* use(application, data, at, false);
    yield* application.sync(data);
  };
  const cuts = cutEverywhere(
    cached,
    "lru",
    program,
    (platter, firstBlockOf) => {
      if (onPlatter(platter, firstBlockOf("data"), 2) === 2) expect(onPlatter(platter, firstBlockOf("log"), 2)).toBe(1);
    },
    // The kernel's cache has room for all of it, and need write nothing by itself.
    { frames: 42, userShare: 0.15, kernelPolicy: "lru" },
  );
  expect(cuts).toBe(2);
});
