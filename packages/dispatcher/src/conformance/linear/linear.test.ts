import { describe, expect, test } from "vitest";
import {
  argumentIs,
  Declarations,
  integer,
  nothing,
  parameter,
  signature,
  type Observer,
  type Strategy,
} from "../../index.js";
import { lengths, often, range, strategies, worldOf } from "../../testing/strategies.js";

const takesNumber = signature([parameter("a", integer)], nothing);

/** Adds up what raises take. */
class Tally implements Observer {
  guards = 0;
  guardsInLine = 0;
  handlers = 0;
  handlersInLine = 0;
  probes = 0;
  starts = 0;
  changes = 0;
  prepares: number[] = [];

  changed(): void {
    this.changes++;
  }
  prepared(_event: string, handlers: number): void {
    this.prepares.push(handlers);
  }
  started(): void {
    this.starts++;
  }
  probed(): void {
    this.probes++;
  }
  dispatched(_event: string, _arguments: number, guards: number, inLine: number, handlers: number, ran: number): void {
    this.guards += guards;
    this.guardsInLine += inLine;
    this.handlers += handlers;
    this.handlersInLine += ran;
  }
}

function observed(strategy: Strategy) {
  const tally = new Tally();
  const proof = new Declarations();
  const world = worldOf(strategy, { observer: tally, proof });
  const event = world.dispatcher.define(world.core, "E", takesNumber, () => {});
  return { ...world, tally, proof, event };
}

describe.each(strategies)("%s", (strategy) => {
  test.each(lengths)("%i predicates and as many handlers: each is evaluated once, each runs once", (length) => {
    const { dispatcher, core, event, tally } = observed(strategy);
    for (let n = 0; n < length; n++) dispatcher.installHandler(core, event, () => {}, { guards: [(a) => a >= n] });
    often(() => {
      const { guards, handlers } = tally;
      event.raise(1000);
      expect(tally.guards - guards).toBe(length);
      expect(tally.handlers - handlers).toBe(length + 1);
      event.raise(-1);
      expect(tally.guards - guards).toBe(2 * length);
      expect(tally.handlers - handlers).toBe(length + 2);
    });
    expect(tally.guardsInLine + tally.handlersInLine).toBe(0);
  });

  test("what is small, as declared, is counted apart", () => {
    const { dispatcher, core, event, tally, proof } = observed(strategy);
    const handler = proof.declare(() => {}, { operations: 3 });
    const guard = proof.declare((a: number) => a > 0, { operations: 3 });
    for (let n = 0; n < 5; n++) dispatcher.installHandler(core, event, handler, { guards: [guard] });
    event.raise(1);
    expect(tally).toMatchObject({ guards: 0, guardsInLine: 5, handlers: 1, handlersInLine: 5, probes: 0 });
  });

  test("a direct call is not dispatched", () => {
    const { event, tally } = observed(strategy);
    often(() => event.raise(1));
    expect(tally).toMatchObject({ handlers: 0, prepares: [] });
  });

  test("what is given to the executor is counted apart", () => {
    const { dispatcher, core, event, tally, strands } = observed(strategy);
    dispatcher.installHandler(core, event, () => {}, { mode: "asynchronous" });
    often(() => event.raise(1));
    expect(tally.starts).toBe(12);
    dispatcher.setMode(core, event, "asynchronous");
    event.raise(1);
    expect(tally.starts).toBe(13);
    strands.run();
    expect(tally.starts).toBe(14);
    strands.run();
  });

  test("changes are told one by one; what is behind the raise is made once, on the first raise after them", () => {
    const { dispatcher, core, event, tally } = observed(strategy);
    const { changes } = tally;
    for (let n = 0; n < 50; n++) dispatcher.installHandler(core, event, () => {});
    expect(tally.changes - changes).toBe(50);
    expect(tally.prepares).toEqual([]);
    often(() => event.raise(1));
    expect(tally.prepares).toEqual([51]);
  });
});

describe.each(["indexed", "adaptive", "ungenerated"] as const)("%s, by declared matches", (strategy) => {
  test.each([10, 100, 1000, 5000])("%i bindings cost as much as ten", (count) => {
    const { dispatcher, core, event, tally, note, noted } = observed(strategy);
    for (const n of range(count)) {
      dispatcher.installHandler(core, event, () => note(`${n}`), { guards: [argumentIs("a", n)] });
    }
    event.raise(3);
    expect(noted()).toEqual(["3"]);
    expect(tally).toMatchObject({ guards: 0, guardsInLine: 0, handlers: 2, probes: 1 });
    event.raise(count);
    expect(tally).toMatchObject({ guards: 0, guardsInLine: 0, handlers: 3, probes: 2 });
  });

  test("predicates behind a match are evaluated where it holds", () => {
    const { dispatcher, core, event, tally } = observed(strategy);
    for (const n of range(1000)) {
      dispatcher.installHandler(core, event, () => {}, { guards: [argumentIs("a", n % 100), (a) => a > 0] });
    }
    event.raise(3);
    expect(tally).toMatchObject({ guards: 10, handlers: 11, probes: 1 });
  });
});

test.each(["interpreted", "compiled"] as const)(
  "%s, declared matches are evaluated one by one, in line",
  (strategy) => {
    const { dispatcher, core, event, tally } = observed(strategy);
    for (const n of range(100)) dispatcher.installHandler(core, event, () => {}, { guards: [argumentIs("a", n)] });
    event.raise(3);
    expect(tally).toMatchObject({ guards: 0, guardsInLine: 100, handlers: 2, probes: 0 });
  },
);
