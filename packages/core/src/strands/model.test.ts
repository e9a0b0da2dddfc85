import { RespinError } from "@respin/hardware";
import type { Waiting } from "@respin/linker";
import fc from "fast-check";
import { expect, test } from "vitest";
import { Strand, Strands } from "../strand.js";
import { bootDispatching, bootMachine } from "../testing/boot.js";
import { expected, type Action, type Schedule } from "../testing/schedule-model.js";
import { fifoPackage } from "../testing/thread-package.js";

const runs = process.env.RESPIN_DEEP === "1" ? 500_000 : 20_000;
const strandsMax = 5;
const whom = fc.nat(strandsMax - 1);

const action: fc.Arbitrary<Action> = fc.oneof(
  fc.constantFrom<Action>({ kind: "yield" }, { kind: "block" }, { kind: "block" }, { kind: "await" }),
  fc.record({ kind: fc.constantFrom("unblock" as const, "finish" as const), whom }),
  fc.record({ kind: fc.constant("unblock" as const), whom }),
);

function schedules(schedulers: number): fc.Arbitrary<Schedule> {
  return fc
    .array(
      fc.record({
        script: fc.array(action, { maxLength: 8 }),
        under: fc.integer({ min: -1, max: schedulers - 1 }),
        priority: fc.constantFrom(1000, 1000, 999, 1001),
      }),
      { minLength: 2, maxLength: strandsMax },
    )
    .map((all) => ({
      scripts: all.map(({ script }) =>
        script.map((each) => ("whom" in each ? { ...each, whom: each.whom % all.length } : each)),
      ),
      under: all.map(({ under }) => under),
      priorities: all.map(({ priority }) => priority),
    }));
}

/** One kernel for all schedules: whoever is stuck at the end of one is blocked for good. */
const dispatching = bootDispatching();
const strands = new Strands(bootMachine(), dispatching);
const packages = ["outer", "inner"].map((name) => fifoPackage(name, dispatching, strands));
packages[0].carry(packages[1]);

/** The same, by the kernel. */
function actual({ scripts, under, priorities }: Schedule): { readonly log: string[]; readonly stuck: string[] } {
  const log: string[] = [];
  const all: Strand[] = [];
  const finish: ((() => void) | undefined)[] = [];
  let running = 0;

  function* body(n: number): Waiting {
    // One at a time, and only who is said to run (S3).
    const act = (step: number): void => {
      if (running !== 1 || strands.current !== all[n]) throw new Error("another runs");
      log.push(`s${n}.${step}`);
    };
    running++;
    for (const [step, each] of scripts[n].entries()) {
      act(step);
      if (each.kind === "unblock") strands.events.Unblock.raise(all[each.whom].capability);
      else if (each.kind === "finish") finish[each.whom]?.();
      else if (each.kind === "await") {
        running--;
        yield* strands.await((done) => (finish[n] = done));
        finish[n] = undefined;
        running++;
      } else {
        if (each.kind === "block") strands.events.Block.raise(all[n].capability);
        running--;
        yield;
        running++;
      }
    }
    running--;
  }

  for (const [n] of scripts.entries()) {
    const strand = new Strand(`s${n}`, n);
    strand.priority = priorities[n];
    if (under[n] >= 0) packages[under[n]].stack(strand);
    all.push(strand);
  }
  for (const [n, strand] of all.entries()) strands.start(strand, body(n));
  try {
    strands.runUntil(() => false);
  } catch (error) {
    if (!(error instanceof RespinError) || error.code !== "RSP_DEADLOCK") throw error;
  }
  const stuck = all.filter(({ state }) => state !== "idle").map(({ name }) => name);
  for (const strand of all) strands.stacking.forget(strand);
  return { log, stuck };
}

function compare(schedule: Schedule): void {
  const [is, should] = [actual(schedule), expected(schedule)];
  // Quicker than to compare them as they are, twenty thousand times.
  if (JSON.stringify(is) !== JSON.stringify(should)) expect(is).toEqual(should);
}

test("random schedules run as by the simplest rules: no wake-up is lost, and nobody runs twice (S1, S2, S3)", () => {
  fc.assert(
    fc.property(schedules(0), (schedule) => {
      compare(schedule);
    }),
    { numRuns: runs },
  );
}, 600_000);

test("and so they do under two schedulers of applications, one stacked on the other (S4)", () => {
  fc.assert(
    fc.property(schedules(2), (schedule) => {
      compare(schedule);
    }),
    { numRuns: runs / 10 },
  );
}, 600_000);
