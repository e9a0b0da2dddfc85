import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { describe, expect, test } from "vitest";
import {
  allow,
  anything,
  argumentIs,
  Dispatcher,
  DispatchError,
  fieldIs,
  FuelMeter,
  integer,
  Modules,
  nothing,
  openToAll,
  parameter,
  propertyIs,
  signature,
  type Event,
  type Match,
  type Module,
  type Order,
  type Reference,
} from "./index.js";
import { often, strategies } from "./testing/strategies.js";

/** What users could try, by intent or not, and what must not come of it. */

const takesAnything = signature([parameter("x", anything)], nothing);
const modules = new Modules();
const core = modules.create("core");
const extension = modules.create("extension");

setFlagsFromString("--expose-gc");
const collect: unknown = runInNewContext("gc");
const collectGarbage = (): void => {
  if (typeof collect === "function") collect();
};

function define(strategy: (typeof strategies)[number]): {
  readonly dispatcher: Dispatcher;
  readonly event: Event<[unknown], void>;
  readonly log: string[];
  readonly install: (module: Module, name: string, ...guards: Match[]) => void;
} {
  const dispatcher = new Dispatcher({ modules, strategy });
  const log: string[] = [];
  const event = dispatcher.define(core, "E", takesAnything, () => {}, { authorizer: openToAll });
  const install = (module: Module, name: string, ...guards: Match[]): void => {
    dispatcher.installHandler(module, event, () => void log.push(name), { guards });
  };
  return { dispatcher, event, log, install };
}

const caught = (act: () => unknown): DispatchError => {
  try {
    act();
  } catch (error) {
    if (error instanceof DispatchError) return error;
    throw error;
  }
  throw new Error("nothing was thrown");
};

test("a match cannot be changed, nor made up, so that nothing of a user's gets into generated code", () => {
  const match = fieldIs("x", { offset: 0, width: 1 }, 1);
  const shared = argumentIs("x", 1);
  for (const each of [match.source, shared.source]) {
    expect(Object.isFrozen(each)).toBe(true);
  }
  expect(shared.constructor).toBe(Object);
  const { dispatcher, event } = define("compiled");
  const forged = Object.assign(Object.create(Object.getPrototypeOf(match)) as Match, {
    argument: "x",
    source: { kind: "field", offset: "0]; stolen(k); a[0", width: 1, mask: 1 },
    value: 1,
  });
  expect(caught(() => dispatcher.installHandler(extension, event, () => {}, { guards: [forged] })).code).toBe(
    "RSP_DISPATCH_PROCEDURE",
  );
});

describe.each(strategies)("dispatched by %s", (strategy) => {
  test("only what equals a value is dispatched to it, however close it comes", () => {
    const { event, log, install } = define(strategy);
    for (let value = -8; value <= 7; value++) install(core, `${value}`, argumentIs("x", value));
    for (let value = -8; value <= 7; value++) event.raise(value);
    log.length = 0;
    often(() => {
      for (const value of [1e-300, -1e-300, 5e-324, 2.0000000000000004, 1 - 1e-16, Number.NaN, "3", 3n, 8, -9, null]) {
        event.raise(value);
      }
    });
    expect(log).toEqual([]);
    event.raise(-0);
    expect(log).toEqual(["0"]);
  });

  test("a packet is what the host says it is, not what it says of itself", () => {
    const { event, log, install } = define(strategy);
    for (let value = 0; value < 9; value++) install(core, `${value}`, fieldIs("x", { offset: 1, width: 1 }, value));
    const throwing = Object.defineProperty(new Uint8Array([1, 1]), "length", {
      get: () => {
        throw new Error("mine");
      },
    });
    const lying = Object.defineProperty(new Uint8Array(0), "length", { value: 100 });
    const disguised = Object.setPrototypeOf(new DataView(new ArrayBuffer(4)), Uint8Array.prototype) as unknown;
    often(() => {
      for (const packet of [lying, disguised, Object.create(Uint8Array.prototype), undefined]) event.raise(packet);
      expect(log.splice(0)).toEqual([]);
      for (const packet of [throwing, Buffer.from([0, 1]), new Uint8Array([9, 0, 1]).subarray(1)]) event.raise(packet);
      expect(log.splice(0)).toEqual(["1", "1", "1"]);
    });
  });

  test("a filter cannot escape its bound, nor the raise, through its references", () => {
    const meter = new FuelMeter();
    const dispatcher = new Dispatcher({ modules, strategy, meter });
    const event = dispatcher.define(core, "E", signature([parameter("n", integer)], integer), (n) => n, {
      exceptions: "contained",
    });
    const filter = (n: Reference<number>): number => {
      expect(Reflect.defineProperty(n, "value", { get: () => meter.spend(100_000) })).toBe(false);
      expect(Object.isFrozen(n)).toBe(true);
      n.value += 1;
      return 0;
    };
    dispatcher.installHandler(core, event, filter, { filter: ["n"], order: "first" });
    often((n) => expect(event.raise(n)).toBe(n + 1));
  });

  test("who keeps a raise neither makes anything anew nor throws away what was made", () => {
    const { dispatcher, event, log, install } = define(strategy);
    install(core, "a", argumentIs("x", 1));
    const kept = event.raise;
    often(() => event.raise(1));
    const made = event.raise;
    kept(1);
    expect(event.raise).toBe(made);
    dispatcher.uninstall(core, dispatcher.handlers(event)[1]);
    log.length = 0;
    kept(1);
    expect(log).toEqual([]);
  });

  test("an event that is changed by what it tells its observer dispatches its new list", () => {
    const log: string[] = [];
    let told = 0;
    const dispatcher: Dispatcher = new Dispatcher({
      modules,
      strategy,
      observer: {
        changed: () => {},
        started: () => {},
        probed: () => {},
        dispatched: () => {},
        prepared: () => {
          if (++told === 1) dispatcher.installHandler(core, event, () => void log.push("late"));
        },
      },
    });
    const event: Event<[unknown], void> = dispatcher.define(core, "E", takesAnything, () => {});
    dispatcher.installHandler(core, event, () => void log.push("early"));
    event.raise(1);
    event.raise(1);
    expect(log).toEqual(["early", "early", "late"]);
  });
});

test("an authorizer's terms are not handed out, and are read once", () => {
  const dispatcher = new Dispatcher({ modules });
  const event = dispatcher.define(core, "E", takesAnything, () => {});
  const gate = dispatcher.intrinsic(event);
  const order: { after: typeof gate }[] = [{ after: gate }];
  dispatcher.setAuthorizer(core, event, () => allow({ order }));
  const binding = dispatcher.installHandler(extension, event, () => {});
  expect(binding.order[0]).not.toBe(order[0]);
  expect(binding.order.every((each) => Object.isFrozen(each))).toBe(true);
  order[0] = { after: binding };
  expect(binding.order).toEqual([{ after: gate }]);
});

test("a raise in the middle of a change is refused: it would see half of it", () => {
  const asked: (() => void)[] = [];
  const proof = {
    strict: false,
    factsOf: () => {
      for (const each of asked) each();
      return undefined;
    },
  };
  const dispatcher = new Dispatcher({ modules, proof });
  const event = dispatcher.define(core, "E", takesAnything, () => {});
  const other = dispatcher.define(core, "F", takesAnything, () => {});
  const binding = dispatcher.create(core, event, () => {});
  dispatcher.setAuthorizer(core, event, () => allow({ guards: [() => true] }));
  asked.push(() => event.raise(1));
  expect(caught(() => dispatcher.install(core, binding)).code).toBe("RSP_DISPATCH_NESTED");
  asked[0] = () => dispatcher.uninstall(core, dispatcher.intrinsic(other));
  expect(caught(() => dispatcher.install(core, binding)).code).toBe("RSP_DISPATCH_NESTED");
  expect([binding.installed, dispatcher.handlers(other).length]).toEqual([false, 1]);
});

test("what a signature was when its event was defined, it stays", () => {
  const dispatcher = new Dispatcher({ modules });
  const parameters = [parameter("a", integer), parameter("b", integer)] as const;
  const own = { parameters: [...parameters], result: nothing };
  const event = dispatcher.define(core, "E", own, () => {});
  own.parameters.reverse();
  const log: number[] = [];
  dispatcher.installHandler(core, event, () => void log.push(1), { guards: [argumentIs("a", 5)] });
  (event as unknown as Event<[number, number], void>).raise(5, 6);
  expect(log).toEqual([1]);
  const many = { parameters: Array.from({ length: 16 }, (_, n) => parameter(`p${n}`, integer)), result: nothing };
  expect(caught(() => dispatcher.define(core, "E", many, () => {})).code).toBe("RSP_DISPATCH_SIGNATURE");
});

test("what cannot be shown is told in one line, with a code", () => {
  const { dispatcher, event } = define("adaptive");
  const unshowable: unknown = Object.create(null);
  const throwing = (thrown: unknown) => (): boolean => {
    throw thrown;
  };
  dispatcher.installHandler(core, event, () => {}, { guards: [throwing(unshowable)] });
  expect(caught(() => event.raise(1)).code).toBe("RSP_DISPATCH_GUARD");
  dispatcher.swap(core, []);
  const loud = throwing(new Error("one\ntwo"));
  const { message } = caught(() => {
    const other = dispatcher.define(core, "two\nlines", takesAnything, () => {});
    dispatcher.installHandler(core, other, () => {}, { guards: [loud] });
    other.raise(1);
  });
  expect(message).not.toContain("\n");
  const order = [unshowable] as unknown as Order[];
  expect(caught(() => dispatcher.installHandler(core, event, () => {}, { order })).code).toBe("RSP_DISPATCH_ORDER");
  const guards = (() => true) as unknown as [];
  expect(caught(() => dispatcher.installHandler(core, event, () => {}, { guards })).code).toBe(
    "RSP_DISPATCH_PROCEDURE",
  );
  const mode = "asynchronus" as "asynchronous";
  expect(caught(() => dispatcher.setMode(core, event, mode)).code).toBe("RSP_DISPATCH_ASYNCHRONOUS");
  expect(caught(() => propertyIs("x", Symbol.iterator as unknown as string, 1)).code).toBe("RSP_DISPATCH_MATCH");
});

test("a match with a value that its parameter can never have is refused", () => {
  const dispatcher = new Dispatcher({ modules });
  const event = dispatcher.define(core, "E", signature([parameter("n", integer)], nothing), () => {});
  const install = (): unknown => dispatcher.installHandler(core, event, () => {}, { guards: [argumentIs("n", "5")] });
  expect(caught(install).message).toContain("n of E is integer");
});

test("fuel that is less than nothing cannot be spent", () => {
  const meter = new FuelMeter();
  meter.enter(10);
  for (const fuel of [Number.NaN, -1, Number.NEGATIVE_INFINITY]) {
    expect(() => meter.spend(fuel)).toThrowError(RangeError);
  }
  expect(() => meter.spend(11)).toThrowError("out of fuel");
});

test("many bindings that match on two things do not take memory by their product", () => {
  const dispatcher = new Dispatcher({ modules });
  const two = signature([parameter("a", integer), parameter("b", integer)], nothing);
  const event = dispatcher.define(core, "E", two, () => {});
  const ran = { count: 0 };
  const bindings = 600;
  for (let n = 0; n < bindings; n++) {
    dispatcher.installHandler(core, event, () => void ran.count++, { guards: [argumentIs("a", n)] });
    dispatcher.installHandler(core, event, () => void ran.count++, { guards: [argumentIs("b", n)] });
  }
  event.raise(0, 0);
  collectGarbage();
  const before = process.memoryUsage().heapUsed;
  for (let n = 0; n < bindings; n++) event.raise(n, (n * 7) % bindings);
  expect(ran.count).toBe(2 + 2 * bindings);
  collectGarbage();
  // By their product it was about 35 MB.
  expect(process.memoryUsage().heapUsed - before).toBeLessThan(12e6);
});
