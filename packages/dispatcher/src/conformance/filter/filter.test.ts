import { describe, expect, test } from "vitest";
import {
  argumentIs,
  Declarations,
  fieldIs,
  integer,
  nothing,
  parameter,
  propertyIs,
  reference,
  signature,
} from "../../index.js";
import { lengths, often, range, strategies, worldOf } from "../../testing/strategies.js";

type Cell<T = number> = { value: T };
const takesNumber = signature([parameter("a", integer)], nothing);
const takesThree = signature([parameter("a", integer), parameter("b", integer), parameter("c", integer)], nothing);

describe.each(strategies)("%s", (strategy) => {
  test("guards and handlers ordered after a filter see the new value, those before it do not", () => {
    const { dispatcher, core, note, noted } = worldOf(strategy);
    const event = dispatcher.define(core, "E", takesNumber, (a) => note(`intrinsic ${a}`));
    const doubles = (a: Cell): void => {
      note(`filter ${a.value}`);
      a.value *= 2;
    };
    dispatcher.installHandler(core, event, doubles, { filter: ["a"] });
    const guard = (a: number): boolean => (note(`guard ${a}`), true);
    dispatcher.installHandler(core, event, (a) => note(`behind ${a}`), { guards: [guard] });
    dispatcher.installHandler(core, event, (a) => note(`ahead ${a}`), { guards: [guard], order: "first" });
    often((n) => {
      event.raise(n);
      expect(noted()).toEqual([
        `guard ${n}`,
        `ahead ${n}`,
        `intrinsic ${n}`,
        `filter ${n}`,
        `guard ${2 * n}`,
        `behind ${2 * n}`,
      ]);
    });
  });

  test("several filters, one after the other", () => {
    const { dispatcher, core, note, noted } = worldOf(strategy);
    const event = dispatcher.define(core, "E", takesNumber, (a) => note(`${a}`));
    const steps: ((a: Cell) => void)[] = [
      (a) => void (a.value += 1),
      (a) => void (a.value *= 10),
      (a) => void a.value--,
    ];
    for (const step of steps) {
      dispatcher.installHandler(core, event, step, { filter: ["a"] });
      dispatcher.installHandler(core, event, (a) => note(`${a}`));
    }
    often((n) => {
      event.raise(n);
      expect(noted()).toEqual([n, n + 1, (n + 1) * 10, (n + 1) * 10 - 1].map(String));
    });
  });

  test("the same filter twice, each time with its own closure", () => {
    const { dispatcher, core, note, noted } = worldOf(strategy);
    const event = dispatcher.define(core, "E", takesNumber, () => {});
    const adds = ({ by }: { by: number }, a: Cell): void => void (a.value += by);
    for (const by of [1, 20]) dispatcher.installHandler(core, event, adds, { filter: ["a"], closure: { by } });
    dispatcher.installHandler(core, event, (a) => note(`${a}`));
    often((n) => {
      event.raise(n);
      expect(noted()).toEqual([`${n + 21}`]);
    });
  });

  test("a filter of several arguments, in whatever order it names them; the others come as they are", () => {
    const { dispatcher, core, note, noted } = worldOf(strategy);
    const event = dispatcher.define(core, "E", takesThree, () => {});
    const swaps = (a: Cell, b: number, c: Cell): void => {
      expect(typeof b).toBe("number");
      const { value } = a;
      a.value = c.value;
      c.value = value;
    };
    dispatcher.installHandler(core, event, swaps, { filter: ["c", "a"] });
    dispatcher.installHandler(core, event, (a, b, c) => note(`${a} ${b} ${c}`));
    often(() => {
      event.raise(1, 2, 3);
      expect(noted()).toEqual(["3 2 1"]);
    });
  });

  test("a parameter that is named twice is one parameter", () => {
    const { dispatcher, core, note, noted } = worldOf(strategy);
    const event = dispatcher.define(core, "E", takesNumber, () => {});
    const filter = (a: Cell): void => {
      expect(typeof a.value).toBe("number");
      a.value += 1;
    };
    dispatcher.installHandler(core, event, filter, { filter: ["a", "a"] });
    dispatcher.installHandler(core, event, (a) => note(String(a)));
    often(() => {
      event.raise(1);
      expect(noted()).toEqual(["2"]);
    });
  });

  test("one that does not run changes nothing", () => {
    const { dispatcher, core, note, noted } = worldOf(strategy);
    const event = dispatcher.define(core, "E", takesNumber, () => {});
    dispatcher.installHandler(core, event, (a: Cell) => void (a.value = 99), { filter: ["a"], guards: [(a) => a > 5] });
    dispatcher.installHandler(core, event, (a) => note(`${a}`));
    often((n) => {
      event.raise(n);
      expect(noted()).toEqual([n > 5 ? "99" : `${n}`]);
    });
  });

  test("one whose exception is contained has changed nothing", () => {
    const { dispatcher, core, note, noted, failures } = worldOf(strategy);
    const event = dispatcher.define(core, "E", takesThree, () => {}, { exceptions: "contained" });
    const fails = (a: Cell, b: Cell): void => {
      a.value = 98;
      b.value = 99;
      throw new Error("mine");
    };
    const binding = dispatcher.installHandler(core, event, fails, { filter: ["a", "b"] });
    dispatcher.installHandler(core, event, (a, b) => note(`${a} ${b}`));
    often(() => {
      event.raise(1, 2, 3);
      expect(noted()).toEqual(["1 2"]);
    });
    expect(binding.failures).toBe(12);
    expect(failures).toHaveLength(12);
  });

  test("one that is ended at its bound has changed nothing", () => {
    const proof = new Declarations();
    const { dispatcher, core, note, noted, fuel } = worldOf(strategy, { proof });
    const event = dispatcher.define(core, "E", takesNumber, () => {});
    const filter = proof.declare(
      (a: Cell): void => {
        const cost = a.value;
        a.value = 99;
        fuel.spend(cost);
      },
      { ephemeral: true },
    );
    const binding = dispatcher.installHandler(core, event, filter, { filter: ["a"], bound: 5 });
    dispatcher.installHandler(core, event, (a) => note(`${a}`));
    often(() => {
      event.raise(5);
      event.raise(6);
      expect(noted()).toEqual(["99", "6"]);
    });
    expect(binding.ended).toBe(12);
  });

  test("matches behind a filter see the new value", () => {
    const { dispatcher, core, note, noted } = worldOf(strategy);
    const event = dispatcher.define(core, "E", takesNumber, () => {});
    const matching = (where: string): void => {
      for (const n of range(20)) {
        dispatcher.installHandler(core, event, () => note(`${where} ${n}`), { guards: [argumentIs("a", n)] });
      }
    };
    matching("ahead");
    dispatcher.installHandler(core, event, (a: Cell) => void (a.value += 10), { filter: ["a"] });
    matching("behind");
    often((n) => {
      event.raise(n);
      expect(noted()).toEqual([`ahead ${n}`, ...(n < 10 ? [`behind ${n + 10}`] : [])]);
    });
  });

  test("matches on properties and fields behind a filter see what it put there, and what it did to what was there", () => {
    const { dispatcher, core, note, noted } = worldOf(strategy);
    const packet = reference<Uint8Array>("Packet", (value) => value instanceof Uint8Array);
    const event = dispatcher.define(core, "E", signature([parameter("p", packet)], nothing), () => {});
    for (const n of range(20)) {
      dispatcher.installHandler(core, event, () => note(`length ${n}`), { guards: [propertyIs("p", "length", n)] });
      const guards = [fieldIs("p", { offset: 0, width: 1 }, n)];
      dispatcher.installHandler(core, event, () => note(`first ${n}`), { guards });
    }
    const replaces = (p: Cell<Uint8Array>): void => {
      if (p.value.length === 2) p.value[0] = 9;
      else p.value = Uint8Array.of(7, 7, 7);
    };
    dispatcher.installHandler(core, event, replaces, { filter: ["p"], order: "first" });
    often(() => {
      event.raise(Uint8Array.of(1, 2));
      expect(noted().toSorted()).toEqual(["first 9", "length 2"]);
      event.raise(Uint8Array.of(1));
      expect(noted().toSorted()).toEqual(["first 7", "length 3"]);
    });
  });

  test("an asynchronous handler behind a filter is given the new value", () => {
    const { dispatcher, core, strands, note, noted } = worldOf(strategy);
    const event = dispatcher.define(core, "E", takesNumber, () => {});
    dispatcher.installHandler(core, event, (a: Cell) => void (a.value += 10), { filter: ["a"] });
    dispatcher.installHandler(core, event, (a) => note(`${a}`), { mode: "asynchronous" });
    often((n) => event.raise(n));
    strands.run();
    expect(noted()).toEqual(range(12).map((n) => `${n + 10}`));
  });

  test("the last filter's work is seen by nobody", () => {
    const { dispatcher, core, note, noted } = worldOf(strategy);
    const event = dispatcher.define(core, "E", takesNumber, (a) => note(`${a}`));
    dispatcher.installHandler(core, event, (a: Cell) => void (a.value = 99), { filter: ["a"], order: "last" });
    often((n) => {
      event.raise(n);
      expect(noted()).toEqual([`${n}`]);
    });
  });

  test.each(lengths)("%i filters", (length) => {
    const { dispatcher, core, note, noted } = worldOf(strategy);
    const event = dispatcher.define(core, "E", takesNumber, () => {});
    for (let n = 0; n < length; n++)
      dispatcher.installHandler(core, event, (a: Cell) => void a.value++, { filter: ["a"] });
    dispatcher.installHandler(core, event, (a) => note(`${a}`));
    often((n) => {
      event.raise(n);
      expect(noted()).toEqual([`${n + length}`]);
    });
  });

  test.each(lengths)("one filter between %i handlers and as many", (length) => {
    const { dispatcher, core } = worldOf(strategy);
    const event = dispatcher.define(core, "E", signature([parameter("a", integer)], integer), (a) => a, {
      resultHandler: (result, previous) => result + previous,
    });
    dispatcher.uninstall(core, dispatcher.intrinsic(event));
    for (let n = 0; n < length; n++) dispatcher.installHandler(core, event, (a) => a, { guards: [(a) => a < 1000] });
    dispatcher.installHandler(core, event, (a: Cell) => (a.value += 1000) * 0, { filter: ["a"] });
    for (let n = 0; n < length; n++) dispatcher.installHandler(core, event, (a) => a, { guards: [(a) => a >= 1000] });
    often((n) => expect(event.raise(n)).toBe(length * (2 * n + 1000)));
  });
});
