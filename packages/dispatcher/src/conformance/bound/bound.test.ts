import { describe, expect, test } from "vitest";
import { allow, Declarations, integer, OutOfFuel, parameter, signature, type Strategy } from "../../index.js";
import { lengths, often, range, strategies, worldOf } from "../../testing/strategies.js";

const givesNumber = signature([parameter("a", integer)], integer);

/** An event whose argument says how much fuel its bounded handler spends. */
function bounded(strategy: Strategy) {
  const proof = new Declarations();
  const world = worldOf(strategy, { proof });
  const event = world.dispatcher.define(world.core, "E", givesNumber, (a) => a);
  const ephemeral = (handler: (a: number) => number) => proof.declare(handler, { ephemeral: true });
  const spends = ephemeral((a) => {
    world.fuel.spend(a);
    return 1000;
  });
  return { ...world, proof, event, ephemeral, spends };
}

describe.each(strategies)("%s", (strategy) => {
  test("a handler past its bound is ended, counted and reported; its result does not count, and the raise goes on", () => {
    const { dispatcher, core, event, spends, failures, note, noted } = bounded(strategy);
    const binding = dispatcher.installHandler(core, event, spends, { bound: 10 });
    const last = dispatcher.installHandler(core, event, () => (note("last"), 5), { guards: [(a) => a % 2 === 1] });
    often((n) => {
      expect(event.raise(10)).toBe(1000);
      expect(event.raise(12)).toBe(12);
      expect(noted()).toEqual([]);
      expect(event.raise(11)).toBe(5);
      expect(noted()).toEqual(["last"]);
      expect(binding.ended).toBe(2 * (n + 1));
    });
    expect(binding.failures).toBe(0);
    expect(last.ended).toBe(0);
    expect(failures).toHaveLength(24);
    expect(failures[0]).toMatchObject({
      event: "E",
      binding: binding.name,
      handler: binding,
      kind: "bound",
      bound: 10,
    });
    expect(failures[0].error).toBeInstanceOf(OutOfFuel);
  });

  test("a handler that swallows the exception is ended all the same", () => {
    const { dispatcher, core, event, ephemeral, fuel, failures } = bounded(strategy);
    const stubborn = ephemeral((a) => {
      for (let n = 0; n < 3; n++) {
        try {
          fuel.spend(a);
        } catch {
          // It goes on.
        }
      }
      return 1000;
    });
    const binding = dispatcher.installHandler(core, event, stubborn, { bound: 10 });
    often(() => {
      expect(event.raise(5)).toBe(5);
      expect(event.raise(3)).toBe(1000);
    });
    expect(binding.ended).toBe(12);
    expect(failures[0]).toMatchObject({ kind: "bound", error: undefined });
  });

  test("one that throws something else past its bound was ended; one that does within it, throws", () => {
    const { dispatcher, core, event, ephemeral, fuel } = bounded(strategy);
    const fails = ephemeral((a) => {
      try {
        fuel.spend(a);
      } catch {
        // Hidden by another.
      }
      throw new Error("mine");
    });
    const binding = dispatcher.installHandler(core, event, fails, { bound: 10 });
    often(() => {
      expect(event.raise(11)).toBe(11);
      expect(() => event.raise(10)).toThrow("mine");
    });
    expect(binding).toMatchObject({ ended: 12, failures: 0 });
    dispatcher.setExceptions(core, event, "contained");
    often(() => expect(event.raise(10)).toBe(10));
    expect(binding).toMatchObject({ ended: 12, failures: 12 });
  });

  test("if the only handler was ended, the default handler gives the result", () => {
    const { dispatcher, core, event, spends } = bounded(strategy);
    dispatcher.uninstall(core, dispatcher.intrinsic(event));
    dispatcher.installHandler(core, event, spends, { bound: 10 });
    often(() => expect(() => event.raise(11)).toThrow("no handler gave a result"));
    dispatcher.setDefaultHandler(core, event, () => -1);
    often(() => expect(event.raise(11)).toBe(-1));
  });

  test("each run has the whole bound; what is not bounded is not", () => {
    const { dispatcher, core, event, spends, fuel } = bounded(strategy);
    for (let n = 0; n < 3; n++) dispatcher.installHandler(core, event, spends, { bound: 10 });
    dispatcher.installHandler(core, event, (a) => (fuel.spend(1e9), a));
    often(() => expect(event.raise(10)).toBe(10));
    for (const each of dispatcher.handlers(event)) expect(each.ended).toBe(0);
  });

  test("a bound within a bound is no larger than what is left, and both are ended past the outer one", () => {
    const { dispatcher, core, event, spends, ephemeral, fuel } = bounded(strategy);
    const within = dispatcher.installHandler(core, event, spends, { bound: 10 });
    const outer = dispatcher.define(core, "Outer", givesNumber, () => 0);
    const nests = ephemeral((a) => {
      fuel.spend(2);
      return event.raise(a);
    });
    const without = dispatcher.installHandler(core, outer, nests, { bound: 5 });
    often((n) => {
      expect(outer.raise(3)).toBe(1000);
      expect(outer.raise(4)).toBe(0);
      expect(within.ended).toBe(n + 1);
      expect(without.ended).toBe(n + 1);
    });
  });

  test("a bound within that is passed leaves the outer one what it has", () => {
    const { dispatcher, core, event, spends, ephemeral, fuel } = bounded(strategy);
    const within = dispatcher.installHandler(core, event, spends, { bound: 3 });
    const outer = dispatcher.define(core, "Outer", givesNumber, () => 0);
    const nests = ephemeral((a) => {
      const result = event.raise(a);
      fuel.spend(5);
      return result;
    });
    const without = dispatcher.installHandler(core, outer, nests, { bound: 20 });
    often(() => expect(outer.raise(4)).toBe(4));
    expect(within.ended).toBe(12);
    expect(without.ended).toBe(0);
  });

  test("of the maker's bound and the terms', the smaller holds", () => {
    for (const [mine, theirs] of [
      [10, 20],
      [20, 10],
      [undefined, 10],
      [10, undefined],
    ]) {
      const { dispatcher, core, extension, event, spends } = bounded(strategy);
      dispatcher.setAuthorizer(core, event, () => allow(theirs === undefined ? {} : { bound: theirs }));
      const options = mine === undefined ? {} : { bound: mine };
      const binding = dispatcher.installHandler(extension, event, spends, options);
      expect(binding.bound).toBe(10);
      often(() => {
        expect(event.raise(10)).toBe(1000);
        expect(event.raise(11)).toBe(11);
      });
    }
  });

  test.each(lengths)("every third of %i is ended", (length) => {
    const { dispatcher, core, event, ephemeral, fuel } = bounded(strategy);
    dispatcher.setResultHandler(core, event, (result, previous) => result + previous);
    for (const n of range(length)) {
      const handler = ephemeral(() => {
        fuel.spend(n % 3 === 0 ? 11 : 10);
        return 1;
      });
      dispatcher.installHandler(core, event, handler, { bound: 10, guards: n % 2 === 0 ? [] : [() => true] });
    }
    often(() => expect(event.raise(0)).toBe(length - Math.ceil(length / 3)));
  });

  test("one that cancels and is ended has cancelled", () => {
    const { dispatcher, core, event, spends } = bounded(strategy);
    dispatcher.installHandler(core, event, spends, { bound: 10, cancel: true, order: "first" });
    dispatcher.setDefaultHandler(core, event, () => -1);
    often(() => expect([10, 11].map((a) => event.raise(a))).toEqual([1000, -1]));
  });
});
