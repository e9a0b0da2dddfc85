import { Kernel, Strand } from "@respin/core";
import { parameter, reference, signature } from "@respin/dispatcher";
import { Machine, Platter, RespinError } from "@respin/hardware";
import { defineInterface, flag, integer, nothing, operation, text, type Client, type Waiting } from "@respin/linker";
import { expect, test } from "vitest";
import { throughCall, throughEvent, throughMessage, throughTrap } from "./boundary.js";
import { Crossings } from "./crossings.js";
import { Port } from "./port.js";
import { systemCosts, type SystemName } from "./profile.js";
import { machine as profile } from "./testing/placements.js";

const Counter = defineInterface("Counter", {
  Add: operation([integer, integer], integer),
  Later: operation([integer], integer),
  Refuse: operation([text], flag),
  RefuseLater: operation([], nothing),
});

const calling = signature(
  [
    parameter(
      "call",
      reference<() => Waiting<unknown>>("procedure", (value) => typeof value === "function"),
    ),
  ],
  reference<Waiting<unknown>>("waiting", (value) => "next" in value),
);

/** A system's machine and scheduler, with a service and a client on either side of each boundary. */
class Bench {
  readonly kernel: Kernel;
  readonly crossings = new Crossings();
  readonly port: Port;
  readonly service: Client<typeof Counter>;
  readonly #caller: Strand;

  constructor(system: SystemName) {
    const machine = new Machine(profile, { platter: Platter.for(profile.disk), systemCosts: systemCosts[system] });
    const { kernel, crossings } = { kernel: new Kernel(machine), crossings: this.crossings };
    const space = (): number => kernel.spaces.asnOf(kernel.translation.create(), "test");
    this.kernel = kernel;
    this.port = microkernelPort(system, kernel, space, crossings);
    this.#caller = new Strand("caller", space());
    this.service = {
      *Add(a, b) {
        return a + b;
      },
      *Later(a) {
        yield;
        return a;
      },
      *Refuse(what) {
        throw new RespinError("RSP_TEST", `${what} is refused`);
      },
      *RefuseLater() {
        yield;
        throw new RespinError("RSP_TEST", "refused later");
      },
    };
  }

  /** What a call returns or throws, and what it cost in cycles. */
  time<Result>(call: () => Waiting<Result>): { readonly outcome: unknown; readonly cycles: number } {
    const { strands, machine } = this.kernel;
    let outcome: unknown;
    let cycles = -1;
    const program = function* (): Waiting {
      const start = machine.cycles;
      try {
        outcome = yield* call();
      } catch (error) {
        outcome = error;
      }
      cycles = machine.cycles - start;
    };
    strands.start(this.#caller, program());
    strands.runUntil(() => cycles >= 0 && this.#caller.state === "idle");
    return { outcome, cycles };
  }
}

function microkernelPort(system: SystemName, kernel: Kernel, space: () => number, crossings: Crossings): Port {
  const { machine, strands } = kernel;
  if (system === "microkernel") return new Port("counter", space(), 1, { machine, strands, crossings });
  // Its costs are the microkernel's: the others have no message to send.
  const other = new Machine(profile, { platter: Platter.for(profile.disk), systemCosts: systemCosts.microkernel });
  return new Port("counter", space(), 1, { machine: other, strands, crossings });
}

/** Each boundary, on the system that has it. */
const boundaries: Readonly<Record<string, () => { readonly bench: Bench; readonly client: Client<typeof Counter> }>> = {
  "a procedure call": () => {
    const bench = new Bench("spin");
    return { bench, client: throughCall(Counter, bench.service, bench.kernel.machine, bench.crossings) };
  },
  "a trap": () => {
    const bench = new Bench("monolithic");
    return { bench, client: throughTrap(Counter, bench.service, bench.kernel.machine, bench.crossings) };
  },
  "an event": () => {
    const bench = new Bench("spin");
    const { dispatcher, modules } = bench.kernel;
    const event = dispatcher.define(modules.create("test"), "Test.Call", calling, (call) => call());
    return { bench, client: throughEvent(Counter, bench.service, (call) => event.raise(call)) };
  },
  "a message": () => {
    const bench = new Bench("microkernel");
    return { bench, client: throughMessage(Counter, bench.service, bench.port) };
  },
};

for (const [boundary, make] of Object.entries(boundaries)) {
  test(`through ${boundary}: arguments and results pass, at once or later`, () => {
    const { bench, client } = make();
    expect(bench.time(() => client.Add(2, 3)).outcome).toBe(5);
    expect(bench.time(() => client.Later(7)).outcome).toBe(7);
  });

  test(`through ${boundary}: what the service throws is thrown to the caller, as it is`, () => {
    const { bench, client } = make();
    expect(bench.time(() => client.Refuse("that")).outcome).toMatchObject({
      code: "RSP_TEST",
      message: "that is refused",
    });
    expect(bench.time(() => client.RefuseLater()).outcome).toMatchObject({
      code: "RSP_TEST",
      message: "refused later",
    });
    expect(bench.time(() => client.Add(1, 1)).outcome).toBe(2);
  });

  test(`through ${boundary}: a call that throws costs what one that returns costs`, () => {
    const { bench, client } = make();
    const words = { Add: 3, Refuse: 17 };
    bench.time(() => client.Add(1, 1));
    const returned = bench.time(() => client.Add(1, 1)).cycles;
    const thrown = bench.time(() => client.Refuse("that")).cycles;
    const word = bench.kernel.machine.costs.all.find(({ name }) => name === "message.word")?.cycles ?? 0;
    expect(thrown - returned).toBe(boundary === "a message" ? (words.Refuse - words.Add) * word : 0);
    expect(returned > 0).toBe(boundary !== "an event");
  });
}

test("each call is counted by the kind of its boundary", () => {
  const counted = Object.fromEntries(
    Object.entries(boundaries).map(([boundary, make]) => {
      const { bench, client } = make();
      bench.time(() => client.Add(1, 1));
      bench.time(() => client.Refuse("that"));
      return [boundary, { ...bench.crossings }];
    }),
  );
  const none = { calls: 0, traps: 0, messages: 0, bytesCopied: 0 };
  expect(counted).toEqual({
    "a procedure call": { ...none, calls: 2 },
    "a trap": { ...none, traps: 2 },
    "an event": none,
    "a message": { ...none, messages: 4 },
  });
});

test("a trap costs its way in, its path and its way out", () => {
  const { bench, client } = boundaries["a trap"]();
  const { machine } = bench.kernel;
  const { cycles } = bench.time(() => client.Add(1, 1));
  const parts = ["trap.enter", "syscall.path", "trap.exit"].map((name) => machine.costs.named(name));
  expect(cycles).toBe(parts.reduce((sum, cost) => sum + cost.cycles, 0));
  for (const cost of parts) expect(machine.count(cost)).toBe(1);
});

test("a message costs by its words, there and back", () => {
  const { bench, client } = boundaries["a message"]();
  const { machine } = bench.kernel;
  bench.time(() => client.Add(1, 1));
  expect(machine.count(machine.costs.named("message.send"))).toBe(2);
  expect(machine.count(machine.costs.named("message.word"))).toBe(3);
  bench.time(() => client.Refuse("that"));
  expect(machine.count(machine.costs.named("message.word"))).toBe(3 + 17);
  expect(machine.count(machine.costs.named("trap.exit"))).toBe(machine.count(machine.costs.named("trap.enter")));
});
