import { RespinError } from "@respin/hardware";
import type { Waiting } from "@respin/linker";
import fc from "fast-check";
import { expect, test } from "vitest";
import { Random } from "./random.js";
import { World } from "./testing/world.js";

/** What a strand does in one step of its script. A `wait` is for a device, which another's `finish` plays. */
type Action =
  | { readonly kind: "yield" | "block" | "wait" }
  | { readonly kind: "unblock" | "finish"; readonly whom: number }
  | { readonly kind: "tickets"; readonly whom: number; readonly tickets: number };

interface Schedule {
  readonly seed: number;
  readonly tickets: readonly number[];
  readonly scripts: readonly (readonly Action[])[];
}

/** The steps in the order in which they are taken, and who never comes to the end. */
interface Outcome {
  readonly log: readonly string[];
  readonly stuck: readonly number[];
}

/** What it comes to by the simplest rules: a list of tickets, written out for each draw. */
function expected({ seed, tickets: given, scripts }: Schedule): Outcome {
  const log: string[] = [];
  const tickets = [...given];
  const random = new Random(seed);
  const all = scripts.map((script) => ({ script, at: 0, state: "ready", early: false }));
  const ended = (n: number): boolean => all[n].state === "ended";

  function turn(n: number): void {
    const self = all[n];
    while (self.at < self.script.length) {
      const action = self.script[self.at];
      log.push(`${n}.${self.at++}`);
      if (action.kind === "tickets") tickets[action.whom] = action.tickets;
      else if (action.kind === "finish") {
        if (all[action.whom].state === "waiting") all[action.whom].state = "ready";
      } else if (action.kind === "unblock") {
        const other = all[action.whom];
        if (other.state === "blocked") other.state = "ready";
        else other.early = true;
      } else {
        if (action.kind === "wait") self.state = "waiting";
        if (action.kind === "block") {
          if (!self.early) self.state = "blocked";
          self.early = false;
        }
        return;
      }
    }
    self.state = "ended";
  }

  for (;;) {
    const drum = all.flatMap(({ state }, n) => (state === "ready" ? Array.from({ length: tickets[n] }, () => n) : []));
    if (drum.length === 0) break;
    turn(drum[random.below(drum.length)]);
  }
  return { log, stuck: all.flatMap((_, n) => (ended(n) ? [] : [n])) };
}

/** One kernel for all schedules: whoever is stuck at the end of one is blocked for good. */
const world = new World();
const lottery = world.load();

/** The same, by the kernel and the extension. */
function actual({ seed, tickets, scripts }: Schedule): Outcome {
  const { strands } = world.kernel;
  const log: string[] = [];
  const finish: ((() => void) | undefined)[] = [];
  const all = scripts.map((_, n) => world.strand(`s${n}`));

  function* body(n: number): Waiting {
    for (const [step, action] of scripts[n].entries()) {
      log.push(`${n}.${step}`);
      if (action.kind === "tickets") lottery.SetTickets(all[action.whom].capability, action.tickets);
      else if (action.kind === "finish") finish[action.whom]?.();
      else if (action.kind === "unblock") strands.unblock(all[action.whom]);
      else if (action.kind === "wait") yield* strands.await((done) => (finish[n] = done));
      else {
        if (action.kind === "block") strands.block();
        yield;
      }
    }
  }

  lottery.Seed(seed);
  for (const [n, { capability }] of all.entries()) lottery.Take(capability, tickets[n]);
  for (const [n, strand] of all.entries()) strands.start(strand, body(n));
  try {
    strands.runUntil(() => false);
  } catch (error) {
    if (!(error instanceof RespinError) || error.code !== "RSP_DEADLOCK") throw error;
  }
  const stuck = all.flatMap(({ state }, n) => (state === "idle" ? [] : [n]));
  // The last first, so that the next schedule's strands stand in the drum as they stand in it.
  for (const strand of all.toReversed()) lottery.Release(strand.capability);
  return { log, stuck };
}

const strandsMax = 4;
const whom = fc.nat(strandsMax - 1);
const action: fc.Arbitrary<Action> = fc.oneof(
  fc.constantFrom<Action>({ kind: "yield" }, { kind: "block" }, { kind: "block" }, { kind: "wait" }),
  fc.record({ kind: fc.constantFrom("unblock" as const, "unblock" as const, "finish" as const), whom }),
  fc.record({ kind: fc.constant("tickets" as const), whom, tickets: fc.integer({ min: 1, max: 5 }) }),
);
const schedule: fc.Arbitrary<Schedule> = fc.record({
  seed: fc.integer({ min: 1, max: 2 ** 31 - 2 }),
  tickets: fc.array(fc.integer({ min: 1, max: 9 }), { minLength: strandsMax, maxLength: strandsMax }),
  scripts: fc.array(fc.array(action, { maxLength: 8 }), { minLength: strandsMax, maxLength: strandsMax }),
});

test("who blocks has no turn, who is unblocked has its own again, and each turn is whose ticket is drawn", () => {
  let stuck = 0;
  fc.assert(
    fc.property(schedule, (given) => {
      const should = expected(given);
      expect(actual(given)).toEqual(should);
      stuck += should.stuck.length;
    }),
    { numRuns: process.env.RESPIN_DEEP === "1" ? 50_000 : 2000 },
  );
  // Some schedules end with strands that nobody unblocks, and some do not.
  expect(stuck).toBeGreaterThan(0);
}, 600_000);

test("a wake-up is not lost, whether it comes before the block or after", () => {
  const scripts = (first: readonly Action[]): Schedule => ({
    seed: 1,
    tickets: [1, 1, 1, 1],
    scripts: [first, [{ kind: "unblock", whom: 0 }], [], []],
  });
  for (let n = 0; n < 50; n++) {
    const { stuck } = actual({ ...scripts([{ kind: "yield" }, { kind: "block" }]), seed: n + 1 });
    expect(stuck).toEqual([]);
  }
});
