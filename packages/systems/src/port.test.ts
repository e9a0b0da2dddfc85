import { Kernel, Strand } from "@respin/core";
import { Machine, Platter, RespinError } from "@respin/hardware";
import type { Waiting } from "@respin/linker";
import fc from "fast-check";
import { expect, test } from "vitest";
import { Crossings } from "./crossings.js";
import { Port } from "./port.js";
import { systemCosts } from "./profile.js";
import { machine as profile } from "./testing/placements.js";

const words = { request: 2, reply: 1 };

function begin(threads: number): { readonly kernel: Kernel; readonly crossings: Crossings; readonly port: Port } {
  const machine = new Machine(profile, { platter: Platter.for(profile.disk), systemCosts: systemCosts.microkernel });
  const kernel = new Kernel(machine);
  const crossings = new Crossings();
  const space = kernel.spaces.asnOf(kernel.translation.create(), "test");
  return {
    kernel,
    crossings,
    port: new Port("server", space, threads, { machine, strands: kernel.strands, crossings }),
  };
}

/** What each of some callers, who all call at once, gets or is thrown. */
function callAll(kernel: Kernel, calls: readonly (() => Waiting<unknown>)[]): readonly unknown[] {
  const outcomes: unknown[] = [];
  let running = calls.length;
  for (const [caller, call] of calls.entries()) {
    const program = function* (): Waiting {
      try {
        outcomes[caller] = yield* call();
      } catch (error) {
        outcomes[caller] = error;
      }
      running--;
    };
    kernel.strands.start(new Strand(`caller ${caller}`, 0), program());
  }
  kernel.strands.runUntil(() => running === 0);
  return outcomes;
}

test("every caller gets its own answer or error, however many call and however long each service waits", () => {
  const services = fc.array(fc.record({ turns: fc.nat(5), fails: fc.boolean() }), { minLength: 1, maxLength: 40 });
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 5 }), services, (threads, asked) => {
      const { kernel, crossings, port } = begin(threads);
      let busy = 0;
      let busiest = 0;
      const begun: number[] = [];
      const serve = function* (caller: number): Waiting<unknown> {
        begun.push(caller);
        busiest = Math.max(busiest, ++busy);
        for (let turn = 0; turn < asked[caller].turns; turn++) yield;
        busy--;
        if (asked[caller].fails) throw new RespinError("RSP_TEST", `caller ${caller} is refused`);
        return caller;
      };
      const outcomes = callAll(
        kernel,
        asked.map((_, caller) => () => port.call(words, () => serve(caller))),
      );
      for (const [caller, { fails }] of asked.entries()) {
        if (fails) expect(outcomes[caller]).toMatchObject({ message: `caller ${caller} is refused` });
        else expect(outcomes[caller]).toBe(caller);
      }
      expect(busiest).toBeLessThanOrEqual(threads);
      expect(begun).toEqual([...asked.keys()]);
      expect(crossings.messages).toBe(2 * asked.length);
    }),
    { numRuns: 100, seed: 4711 },
  );
});

test("threads that have ended serve again", () => {
  const { kernel, port } = begin(2);
  for (let round = 0; round < 20; round++) {
    const outcomes = callAll(
      kernel,
      [0, 1, 2].map(
        (caller) => () =>
          port.call(words, function* () {
            yield;
            return caller + round;
          }),
      ),
    );
    expect(outcomes).toEqual([round, round + 1, round + 2]);
  }
});

test("a service may call another port", () => {
  const { kernel, port, crossings } = begin(1);
  const { machine, strands } = kernel;
  const inner = new Port("inner", 0, 1, { machine, strands, crossings });
  const call = (): Waiting<unknown> =>
    port.call(words, () =>
      inner.call(words, function* () {
        yield;
        return "inside";
      }),
    );
  expect(callAll(kernel, [call, call])).toEqual(["inside", "inside"]);
});

test("a port that is full says so to who finds it full; the others are served, and so is who tries again", () => {
  const { kernel, port } = begin(1);
  const { machine } = kernel;
  const call = (): Waiting<unknown> =>
    port.call(words, function* () {
      yield;
      return "served";
    });
  // All send before the one thread takes its first message.
  const outcomes = callAll(
    kernel,
    Array.from({ length: 4096 + 2 }, () => call),
  );
  expect(outcomes.filter((outcome) => outcome === "served")).toHaveLength(4096);
  for (const refused of outcomes.slice(4096)) {
    expect(refused).toMatchObject({
      code: "RSP_PORT_FULL",
      message: "4096 messages wait at the port of server; wait for replies before sending more",
    });
  }
  expect(machine.count(machine.costs.named("trap.exit"))).toBe(machine.count(machine.costs.named("trap.enter")));
  expect(callAll(kernel, [call])).toEqual(["served"]);
});
