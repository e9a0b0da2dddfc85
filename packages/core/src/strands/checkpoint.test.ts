import type { Machine } from "@respin/hardware";
import type { Waiting } from "@respin/linker";
import { beforeEach, expect, test } from "vitest";
import { Strand, Strands } from "../strand.js";
import { bootDispatching, bootMachine } from "../testing/boot.js";
import { RoundRobin } from "./round-robin.js";
import { priorityMax, priorityMin, sliceMicroseconds, usualPriority, type Scheduler } from "./scheduler.js";

let machine: Machine;
let strands: Strands;
let log: string[];
/** Cycles of a slice, on this machine. */
let slice: number;

beforeEach(() => {
  machine = bootMachine();
  strands = new Strands(machine, bootDispatching());
  slice = sliceMicroseconds * machine.profile.clockMhz;
  log = [];
});

const count = (name: string): number => machine.count(machine.costs.named(name));
const crossings = (): number[] => ["strand.switch", "strand.checkpoint", "strand.resume"].map(count);
const ended =
  (...all: readonly Strand[]): (() => boolean) =>
  () =>
    all.every(({ state }) => state === "idle");

function* turns(name: string, n: number): Waiting {
  for (let turn = 0; turn < n; turn++) {
    log.push(name);
    yield;
  }
}

/** A strand of an application's space. */
function user(name: string, body: (name: string) => Waiting, space = 1): Strand {
  const strand = new Strand(name, space);
  strands.start(strand, body(name));
  return strand;
}

/** What raises of Checkpoint and Resume there are, as a module of the kernel's own sees them. */
function listen(): void {
  const dispatching = bootDispatching();
  strands = new Strands(machine, dispatching);
  const module = dispatching.modules.create("listener");
  for (const event of ["Checkpoint", "Resume"] as const)
    dispatching.dispatcher.installHandler(module, strands.events[event], (strand) => {
      log.push(`${event} ${Strand.of(strand, "test").name}`);
    });
}

test("the context of an application's strand is saved when another gets the processor, and restored before it goes on", () => {
  listen();
  const [a, b] = [user("a", (name) => turns(name, 2)), user("b", (name) => turns(name, 1))];
  strands.runUntil(ended(a, b));
  expect(log.join(", ")).toBe(
    "Resume a, a, Checkpoint a, Resume b, b, Checkpoint b, Resume a, a, " +
      "Checkpoint a, Resume b, Checkpoint b, Resume a",
  );
  expect(crossings()).toEqual([5, 4, 5]);
});

test("who simply goes on saves and restores nothing, nor do the kernel's own strands", () => {
  const alone = user("alone", (name) => turns(name, 5));
  strands.runUntil(ended(alone));
  expect(crossings()).toEqual([1, 0, 1]);
  // It is given more to do, and nobody ran in between.
  strands.start(alone, turns("alone", 1));
  strands.runUntil(ended(alone));
  expect(crossings()).toEqual([1, 0, 1]);
  const kernel = ["k", "l"].map((name) => strands.startKernel(name, turns(name, 2)));
  strands.runUntil(ended(...kernel));
  expect(crossings()).toEqual([1 + 6, 1, 1]);
});

test("a strand that waits for a device keeps its context if nobody runs meanwhile", () => {
  const waits = user("waits", function* () {
    yield* strands.await((done) => machine.events.post(machine.cycles + 5000, done));
    const kernel = strands.startKernel("k", turns("k", 1));
    yield* strands.await((done) => machine.events.post(machine.cycles + 5000, done));
    log.push(kernel.state);
  });
  strands.runUntil(ended(waits));
  expect(log).toEqual(["k", "idle"]);
  expect(crossings()).toEqual([3, 1, 2]);
});

test("nobody but the kernel says who has the processor", () => {
  const a = user("a", (name) => turns(name, 1));
  for (const event of ["Checkpoint", "Resume"] as const)
    expect(() => strands.events[event].raise(a.capability)).toThrowError(
      expect.objectContaining({ code: "RSP_STRAND", message: expect.stringContaining(`Strand.${event}`) }),
    );
  expect(crossings()).toEqual([0, 0, 0]);
});

/** A strand that computes so many switches' time, and says when it is done. */
const computes =
  (n: number) =>
  (name: string): Waiting =>
    (function* () {
      yield* strands.compute(machine.costs.named("strand.switch"), n);
      log.push(name);
    })();

test("strands that compute share the processor, slice by slice, and end in the order of their work", () => {
  const inSlices = (n: number): number => (n * slice) / machine.costs.named("strand.switch").cycles;
  const all = [3, 1, 2].map((n) => user(`${n}`, computes(inSlices(n)), n));
  strands.runUntil(ended(...all));
  expect(log).toEqual(["1", "2", "3"]);
  expect(machine.cycles).toBeGreaterThan(6 * slice);
  // One interrupt for each slice that was over while somebody else waited.
  expect(count("trap.enter")).toBeLessThanOrEqual(6);
  expect(count("trap.enter")).toBeGreaterThanOrEqual(3);
});

test("the share of each is fair within one slice, at any time", () => {
  const work = machine.costs.named("strand.switch");
  const done = [0, 0, 0, 0, 0];
  const all = done.map((_, n) =>
    user(`${n}`, function* () {
      for (let turn = 0; turn < 3000; turn++) {
        yield* strands.compute(work, 200);
        done[n] += 200 * work.cycles;
      }
    }),
  );
  let looked = 0;
  strands.runUntil(() => {
    if (Math.min(...done) === 3000 * 200 * work.cycles) return true;
    // Until the first has done all.
    if (Math.max(...done) < 3000 * 200 * work.cycles) {
      looked++;
      expect(Math.max(...done) - Math.min(...done)).toBeLessThanOrEqual(slice + 2 * 200 * work.cycles);
    }
    return false;
  });
  expect(looked).toBeGreaterThan(100);
  expect(ended(...all)()).toBe(true);
});

test("who computes alone is not interrupted", () => {
  const alone = user("alone", computes(100_000));
  strands.runUntil(ended(alone));
  expect([count("trap.enter"), ...crossings()]).toEqual([0, 100_001, 0, 1]);
});

test("a strand of a higher priority goes first, and gets the processor as soon as it is ready", () => {
  const [low, high] = [new Strand("low", 1), new Strand("high", 2)];
  high.priority = usualPriority + 1;
  let unblockedAt = 0;
  strands.start(
    high,
    (function* () {
      strands.block();
      yield* strands.preemptionPoint();
      log.push(`high after ${machine.cycles - unblockedAt < slice / 10}`);
    })(),
  );
  strands.start(low, computes(50_000)("low"));
  machine.events.post(slice / 2, () => {
    unblockedAt = machine.cycles;
    strands.unblock(high);
  });
  strands.runUntil(ended(low, high));
  expect(log).toEqual(["high after true", "low"]);
});

test("while a strand of a higher priority is ready, no other runs; within one, they take turns", () => {
  const all = ([priorityMin, priorityMax, usualPriority, priorityMax] as const).map((priority, n) => {
    const strand = new Strand(`${n}`, n);
    strand.priority = priority;
    strands.start(strand, turns(`${n}`, 2));
    return strand;
  });
  strands.prioritize(all[2], priorityMin);
  strands.runUntil(ended(...all));
  expect(log).toEqual(["1", "3", "1", "3", "0", "2", "0", "2"]);
});

test("the queue of all priorities is the highest first and the longest there first, whatever was put in and taken out", () => {
  const queue = new RoundRobin(1);
  const model: Strand[] = [];
  let state = 1;
  const random = (n: number): number => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * n);
  };
  const best = (): Strand | undefined => {
    const highest = Math.max(...model.map(({ priority }) => priority));
    return model.find(({ priority }) => priority === highest);
  };
  for (let turn = 0; turn < 5000; turn++) {
    const kind = random(4);
    if (kind < 2) {
      const strand = new Strand(`${turn}`, 0);
      strand.priority = random(5) === 0 ? priorityMin + random(priorityMax - priorityMin + 1) : 1000 + random(3);
      model.push(strand);
      queue.enqueue(strand);
    } else if (kind === 2 && model.length > 0) {
      const [removed] = model.splice(random(model.length), 1);
      queue.remove(removed);
    } else {
      const first = best();
      if (queue.dequeue() !== first) throw new Error(`another was first at turn ${turn}`);
      if (first !== undefined) model.splice(model.indexOf(first), 1);
    }
    if (queue.length !== model.length) throw new Error("one was lost");
    const running = new Strand("running", 0);
    running.priority = 1001;
    const ready = best()?.priority ?? -Infinity;
    expect([queue.preempts(running, false), queue.preempts(running, true)]).toEqual([ready > 1001, ready >= 1001]);
  }
});

test("the global scheduler is replaceable: the newest first, with slices of its own", () => {
  class NewestFirst implements Scheduler {
    readonly slice = 1;
    readonly #all: Strand[] = [];
    get length(): number {
      return this.#all.length;
    }
    enqueue(strand: Strand): void {
      this.#all.push(strand);
    }
    dequeue(): Strand | undefined {
      return this.#all.pop();
    }
    remove(strand: Strand): void {
      this.#all.splice(this.#all.indexOf(strand), 1);
    }
    preempts(): boolean {
      return false;
    }
  }
  strands = new Strands(machine, bootDispatching(), { scheduler: () => new NewestFirst() });
  const all = ["a", "b", "c"].map((name) => user(name, (each) => turns(each, 2)));
  strands.runUntil(ended(...all));
  expect(log).toEqual(["c", "c", "b", "b", "a", "a"]);
});

test("a new strand of a space runs the space's program, from an address, once it is unblocked", () => {
  const context = strands.spaces.create();
  const failures: string[] = [];
  strands.programs.load(context, {
    run: function* (start, argument) {
      log.push(`${start}, ${argument}, in space ${strands.current.space}`);
      yield;
      if (argument === 0) throw new Error("no such thing");
    },
    failed: (strand, error) => failures.push(`${strand.name}: ${String(error)}`),
  });
  const [first, second] = [7, 0].map((argument) => strands.events.Create.raise(context, 4096, argument));
  const asn = strands.spaces.asnOf(context, "test");
  expect(strands.ready).toBe(0);
  strands.events.Unblock.raise(first);
  strands.events.Unblock.raise(second);
  strands.runUntil(ended(Strand.of(first, "test"), Strand.of(second, "test")));
  expect(log).toEqual([`4096, 7, in space ${asn}`, `4096, 0, in space ${asn}`]);
  expect(failures).toEqual(["strand at 4096: Error: no such thing"]);
  const other = strands.spaces.create();
  for (const [where, start] of [
    [other, 0],
    [context, 0.5],
  ] as const)
    expect(() => strands.events.Create.raise(where, start, 0)).toThrowError(
      expect.objectContaining({ code: "RSP_STRAND_PROGRAM" }),
    );
});
