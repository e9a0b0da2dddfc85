import type { Machine } from "@respin/hardware";
import type { Waiting } from "@respin/linker";
import { beforeEach, expect, test } from "vitest";
import type { StrandT } from "./interfaces.js";
import { Strand, Strands } from "./strand.js";
import { bootDispatching, bootMachine } from "./testing/boot.js";

/** The interface as an extension has it: it sees capabilities, and no scheduler. */
let machine: Machine;
let strands: Strands;
let events: Strands["events"];
let log: string[];

beforeEach(() => {
  machine = bootMachine();
  strands = new Strands(machine, bootDispatching());
  ({ events } = strands);
  log = [];
});

const coded = (code: string, message = ""): unknown =>
  expect.objectContaining({ code, message: expect.stringContaining(message) });

/** Run until so many lines were logged. */
const until = (lines: number): void => strands.runUntil(() => log.length >= lines);

test("Start begins some work on a strand of its own, which runs when its turn comes, and Current names it", () => {
  const seen: StrandT[] = [];
  function* work(name: string): Waiting {
    for (let turn = 0; turn < 2; turn++) {
      seen.push(events.Current.raise());
      log.push(name);
      yield;
    }
  }
  const [a, b] = [events.Start.raise("a", work("a")), events.Start.raise("b", work("b"))];
  expect(log).toEqual([]);
  until(4);
  expect(log).toEqual(["a", "b", "a", "b"]);
  expect(a).not.toBe(b);
  expect(seen.map((strand) => (strand === a ? "a" : strand === b ? "b" : "another"))).toEqual(log);
});

test("work may start more work, end with a result that nobody reads, and block itself until another unblocks it", () => {
  events.Start.raise(
    "parent",
    (function* (): Generator<void, number, void> {
      const me = events.Current.raise();
      events.Start.raise(
        "child",
        (function* (): Waiting {
          log.push("child");
          yield;
          log.push("child unblocks");
          events.Unblock.raise(me);
        })(),
      );
      log.push("parent blocks");
      events.Block.raise(me);
      yield;
      log.push("parent goes on");
      return 4711;
    })(),
  );
  until(4);
  expect(log).toEqual(["parent blocks", "child", "child unblocks", "parent goes on"]);
  expect(() => strands.runUntil(() => false)).toThrowError(coded("RSP_DEADLOCK", "0 strands are blocked"));
});

test("a strand of the kernel's own changes no space, and costs what a switch costs", () => {
  events.Start.raise(
    "work",
    (function* (): Waiting {
      log.push("ran");
    })(),
  );
  until(1);
  expect(machine.count(machine.costs.named("strand.switch"))).toBe(1);
  expect(machine.count(machine.costs.named("space.switch"))).toBe(0);
});

test("when no strand runs there is no current one, also between two slices and after an error", () => {
  const none = (): void => expect(() => events.Current.raise()).toThrowError(coded("RSP_STRAND", "no strand runs"));
  none();
  events.Start.raise(
    "fails",
    (function* (): Waiting {
      yield;
      throw new Error("a defect of the work");
    })(),
  );
  strands.runUntil(() => {
    none();
    return strands.ready === 1;
  });
  expect(() => strands.runUntil(() => false)).toThrowError("a defect of the work");
  none();
});

test("asking which strand runs costs nothing", () => {
  events.Start.raise(
    "asks",
    (function* (): Waiting {
      const before = machine.cycles;
      for (let n = 0; n < 10; n++) events.Current.raise();
      log.push(`${machine.cycles - before}`);
    })(),
  );
  until(1);
  expect(log).toEqual(["0"]);
});

test("the capability of a strand that an application has is what Current gives while that runs", () => {
  const strand = new Strand("application", 1);
  strands.start(
    strand,
    (function* (): Waiting {
      log.push(events.Current.raise() === strand.capability ? "itself" : "another");
    })(),
  );
  until(1);
  expect(log).toEqual(["itself"]);
  expect(Strand.of(strand.capability, "test")).toBe(strand);
});

test("one strand cannot block another; neither stops, and the other's next Block is a block", () => {
  const victim = events.Start.raise(
    "victim",
    (function* (): Waiting {
      log.push("victim");
      yield;
      log.push("victim again");
      events.Block.raise(events.Current.raise());
      yield;
      log.push("victim unblocked");
    })(),
  );
  events.Start.raise(
    "attacker",
    (function* (): Waiting {
      expect(() => events.Block.raise(victim)).toThrowError(
        coded("RSP_STRAND", "Strand.Block: victim does not run; a strand blocks itself"),
      );
      log.push("attacker");
      yield;
    })(),
  );
  expect(() => until(4)).toThrowError(coded("RSP_DEADLOCK", "1 strands are blocked"));
  expect(log).toEqual(["victim", "attacker", "victim again"]);
  events.Unblock.raise(victim);
  until(4);
  expect(log.at(-1)).toBe("victim unblocked");
});

test("a strand that is blocked on one machine is not woken on another (S1)", () => {
  const victim = events.Start.raise(
    "victim",
    (function* (): Waiting {
      events.Block.raise(events.Current.raise());
      yield;
      log.push("woken");
    })(),
  );
  expect(() => strands.runUntil(() => false)).toThrowError(coded("RSP_DEADLOCK", "1 strands"));
  const elsewhere = new Strands(bootMachine(), bootDispatching());
  for (const name of ["Block", "Unblock"] as const) {
    expect(() => elsewhere.events[name].raise(victim)).toThrowError(
      coded("RSP_CAPABILITY", `Strand.${name}: expected a capability Strand.T, not one of another machine`),
    );
  }
  expect([elsewhere.ready, strands.ready]).toEqual([0, 0]);
  expect(() => elsewhere.runUntil(() => false)).toThrowError(coded("RSP_DEADLOCK", "0 strands"));
  events.Unblock.raise(victim);
  until(1);
  expect(log).toEqual(["woken"]);
});

test("an Unblock of a strand that has ended, or has yet to begin, does nothing", () => {
  const ended = events.Start.raise(
    "ends",
    (function* (): Waiting {
      log.push("ended");
    })(),
  );
  until(1);
  events.Unblock.raise(ended);
  const later = new Strand("later", 1);
  events.Unblock.raise(later.capability);
  expect(strands.ready).toBe(0);
  strands.start(
    later,
    (function* (): Waiting {
      strands.block();
      yield;
      log.push("went on");
    })(),
  );
  expect(() => until(2)).toThrowError(coded("RSP_DEADLOCK", "1 strands are blocked"));
});
