import { describe, expect, test } from "vitest";
import { allow, Declarations, Dispatcher, integer, Modules, nothing, parameter, signature } from "../../index.js";
import { codeOf, often, strategies, worldOf } from "../../testing/strategies.js";

const takesNumber = signature([parameter("a", integer)], nothing);
const givesNumber = signature([parameter("a", integer)], integer);

describe.each(strategies)("%s", (strategy) => {
  test("an asynchronous handler runs on a strand of its own, and the raiser goes on", () => {
    const { dispatcher, core, strands, note, noted } = worldOf(strategy);
    const event = dispatcher.define(core, "E", takesNumber, () => note("intrinsic"));
    dispatcher.installHandler(core, event, (a) => note(`later ${a}`), { mode: "asynchronous", order: "first" });
    often((n) => {
      event.raise(n);
      expect(noted()).toEqual(["intrinsic"]);
      strands.run();
      expect(noted()).toEqual([`later ${n}`]);
    });
    expect(new Set(strands.names)).toEqual(new Set(["core.handler on E"]));
  });

  test("all handlers of an asynchronous event run on one strand, in their order", () => {
    const { dispatcher, core, strands, note, noted } = worldOf(strategy);
    const event = dispatcher.define(core, "E", takesNumber, () => note("intrinsic"), { mode: "asynchronous" });
    dispatcher.installHandler(core, event, (a) => note(`odd ${a}`), { guards: [(a) => a % 2 === 1] });
    dispatcher.installHandler(core, event, (a) => note(`last ${a}`), { order: "last" });
    often((n) => {
      expect(event.raise(n)).toBeUndefined();
      expect(strands.waiting).toBe(1);
      expect(noted()).toEqual([]);
      strands.run();
      expect(noted()).toEqual(["intrinsic", ...(n % 2 === 1 ? [`odd ${n}`] : []), `last ${n}`]);
    });
  });

  test("raises that wait keep their own arguments, and the list they began with", () => {
    const { dispatcher, core, strands, note, noted } = worldOf(strategy);
    const event = dispatcher.define(core, "E", takesNumber, (a) => note(`${a}`), { mode: "asynchronous" });
    event.raise(1);
    event.raise(2);
    const late = dispatcher.installHandler(core, event, (a) => note(`late ${a}`));
    event.raise(3);
    dispatcher.uninstall(core, late);
    strands.run();
    expect(noted()).toEqual(["1", "2", "3", "late 3"]);
  });

  test("an asynchronous handler keeps the arguments of its raise", () => {
    const { dispatcher, core, strands, note, noted } = worldOf(strategy);
    const event = dispatcher.define(core, "E", takesNumber, () => {});
    dispatcher.installHandler(core, event, ({ by }: { by: string }, a: number) => note(`${by} ${a}`), {
      mode: "asynchronous",
      closure: { by: "closure" },
    });
    often((n) => event.raise(n));
    strands.run();
    expect(noted()).toEqual(Array.from({ length: 12 }, (_, n) => `closure ${n}`));
  });

  test("an asynchronous handler's result does not count", () => {
    const { dispatcher, core, strands } = worldOf(strategy);
    const event = dispatcher.define(core, "E", givesNumber, (a) => a);
    dispatcher.installHandler(core, event, () => 99, { mode: "asynchronous" });
    often((n) => expect(event.raise(n)).toBe(n));
    dispatcher.uninstall(core, dispatcher.intrinsic(event));
    often(() => expect(codeOf(() => event.raise(1))).toBe("RSP_DISPATCH_NO_HANDLER"));
    dispatcher.setDefaultHandler(core, event, (a) => -a);
    often(() => expect(event.raise(1)).toBe(-1));
    strands.run();
  });

  test("an asynchronous handler that cancels ends the evaluation at once", () => {
    const { dispatcher, core, strands, note, noted } = worldOf(strategy);
    const event = dispatcher.define(core, "E", takesNumber, () => note("intrinsic"));
    dispatcher.installHandler(core, event, () => note("later"), {
      mode: "asynchronous",
      order: "first",
      cancel: true,
      guards: [(a) => a === 1],
    });
    often(() => {
      event.raise(1);
      expect(noted()).toEqual([]);
      strands.run();
      expect(noted()).toEqual(["later"]);
      event.raise(2);
      expect(noted()).toEqual(["intrinsic"]);
    });
  });

  test("guards of an asynchronous handler are evaluated by the raise", () => {
    const { dispatcher, core, strands, note, noted } = worldOf(strategy);
    const event = dispatcher.define(core, "E", takesNumber, () => note("intrinsic"));
    const guard = (): boolean => {
      note("guard");
      return true;
    };
    dispatcher.installHandler(core, event, () => note("handler"), { mode: "asynchronous", guards: [guard] });
    event.raise(1);
    expect(noted()).toEqual(["guard", "intrinsic"]);
    strands.run();
    expect(noted()).toEqual(["handler"]);
  });

  test("an asynchronous event with a result needs a default handler, whose result the raiser gets", () => {
    const { dispatcher, core, strands, note, noted } = worldOf(strategy);
    const event = dispatcher.define(core, "E", givesNumber, (a) => (note("intrinsic"), a), { mode: "asynchronous" });
    dispatcher.installHandler(core, event, (a) => (note("second"), a));
    often(() => expect(codeOf(() => event.raise(1))).toBe("RSP_DISPATCH_ASYNCHRONOUS"));
    expect(strands.waiting).toBe(0);
    dispatcher.setDefaultHandler(core, event, (a) => -a);
    often((n) => {
      expect(event.raise(n + 1)).toBe(-n - 1);
      expect(noted()).toEqual([]);
      strands.run();
      expect(noted()).toEqual(["intrinsic", "second"]);
    });
  });

  test("the default handler of an asynchronous event without a result runs there, if nothing else did", () => {
    const { dispatcher, core, strands, note, noted } = worldOf(strategy);
    const event = dispatcher.define(core, "E", takesNumber, () => note("intrinsic"), {
      mode: "asynchronous",
      defaultHandler: (a) => note(`default ${a}`),
    });
    dispatcher.setGuards(core, dispatcher.intrinsic(event), [(a: number) => a === 0]);
    often(() => {
      event.raise(0);
      event.raise(1);
      expect(noted()).toEqual([]);
      strands.run();
      expect(noted()).toEqual(["intrinsic", "default 1"]);
    });
  });

  test("exceptions of an asynchronous handler go no further, and are counted and reported", () => {
    const { dispatcher, core, strands, failures } = worldOf(strategy);
    const event = dispatcher.define(core, "E", takesNumber, () => {});
    const error = new Error("mine");
    const fails = (): void => {
      throw error;
    };
    const binding = dispatcher.installHandler(core, event, fails, { mode: "asynchronous" });
    often(() => {
      event.raise(1);
      strands.run();
    });
    expect(binding.failures).toBe(12);
    expect(failures).toHaveLength(12);
    expect(failures[0]).toEqual({
      event: "E",
      binding: "core.fails",
      handler: binding,
      kind: "exception",
      error,
      bound: undefined,
    });
  });

  test("in an asynchronous event an exception goes no further than its handler", () => {
    const { dispatcher, core, strands, failures, note, noted } = worldOf(strategy);
    const fails = (): void => {
      throw new Error("mine");
    };
    const event = dispatcher.define(core, "E", takesNumber, fails, { mode: "asynchronous" });
    dispatcher.installHandler(core, event, () => note("second"));
    often(() => {
      event.raise(1);
      strands.run();
      expect(noted()).toEqual(["second"]);
    });
    expect(dispatcher.intrinsic(event).failures).toBe(12);
    expect(failures.map(({ binding }) => binding)).toContain("core.fails");
  });

  test("a guard that throws in an asynchronous event is reported, and no handler runs", () => {
    const { dispatcher, core, strands, failures, note, noted } = worldOf(strategy);
    const event = dispatcher.define(core, "E", takesNumber, () => note("intrinsic"), { mode: "asynchronous" });
    const bad = (): boolean => {
      throw new Error("mine");
    };
    dispatcher.installHandler(core, event, () => note("second"), { guards: [bad] });
    event.raise(1);
    strands.run();
    expect(noted()).toEqual([]);
    expect(failures).toHaveLength(1);
    expect(failures[0].error).toMatchObject({ code: "RSP_DISPATCH_GUARD" });
  });

  test("a handler's bound holds on its strand", () => {
    const proof = new Declarations();
    const { dispatcher, core, strands, fuel, failures } = worldOf(strategy, { proof });
    const event = dispatcher.define(core, "E", takesNumber, () => {});
    const handler = proof.declare((a: number) => fuel.spend(a), { ephemeral: true });
    const binding = dispatcher.installHandler(core, event, handler, { mode: "asynchronous", bound: 10 });
    event.raise(10);
    event.raise(11);
    strands.run();
    expect(binding.ended).toBe(1);
    expect(binding.failures).toBe(0);
    expect(failures.map(({ kind }) => kind)).toEqual(["bound"]);
  });

  test("an event may be made asynchronous and synchronous again", () => {
    const { dispatcher, core, strands, note, noted } = worldOf(strategy);
    const event = dispatcher.define(core, "E", takesNumber, (a) => note(`${a}`));
    often((n) => {
      dispatcher.setMode(core, event, "asynchronous");
      event.raise(n);
      expect(noted()).toEqual([]);
      dispatcher.setMode(core, event, "synchronous");
      event.raise(-1);
      expect(noted()).toEqual(["-1"]);
      strands.run();
      expect(noted()).toEqual([`${n}`]);
    });
  });
});

describe("arguments by reference cannot be asynchronous", () => {
  const filter = (a: { value: number }): void => void (a.value = 0);

  test("a filter that is an asynchronous handler is refused", () => {
    const { dispatcher, core } = worldOf("adaptive");
    const event = dispatcher.define(core, "E", takesNumber, () => {});
    const install = () => dispatcher.installHandler(core, event, filter, { filter: ["a"], mode: "asynchronous" });
    expect(codeOf(install)).toBe("RSP_DISPATCH_ASYNCHRONOUS");
    expect(dispatcher.handlers(event)).toHaveLength(1);
  });

  test("a filter on an asynchronous event is refused", () => {
    const { dispatcher, core } = worldOf("adaptive");
    const event = dispatcher.define(core, "E", takesNumber, () => {}, { mode: "asynchronous" });
    const install = () => dispatcher.installHandler(core, event, filter, { filter: ["a"] });
    expect(codeOf(install)).toBe("RSP_DISPATCH_ASYNCHRONOUS");
  });

  test("an event with a filter cannot be made asynchronous, until it is gone", () => {
    const { dispatcher, core, strands, note, noted } = worldOf("adaptive");
    const event = dispatcher.define(core, "E", takesNumber, (a) => note(`${a}`));
    const binding = dispatcher.installHandler(core, event, filter, { filter: ["a"], order: "first" });
    expect(codeOf(() => dispatcher.setMode(core, event, "asynchronous"))).toBe("RSP_DISPATCH_ASYNCHRONOUS");
    event.raise(1);
    expect(noted()).toEqual(["0"]);
    dispatcher.uninstall(core, binding);
    dispatcher.setMode(core, event, "asynchronous");
    expect(codeOf(() => dispatcher.install(core, binding))).toBe("RSP_DISPATCH_ASYNCHRONOUS");
    expect(strands.waiting).toBe(0);
  });

  test("an authorizer's terms cannot make a filter asynchronous, but can make it synchronous", () => {
    const { dispatcher, core, extension, note, noted } = worldOf("adaptive");
    let mode: "synchronous" | "asynchronous" = "asynchronous";
    const event = dispatcher.define(core, "E", takesNumber, (a) => note(`${a}`), { authorizer: () => allow({ mode }) });
    const options = { filter: ["a"], order: "first" } as const;
    expect(codeOf(() => dispatcher.installHandler(extension, event, filter, options))).toBe(
      "RSP_DISPATCH_ASYNCHRONOUS",
    );
    mode = "synchronous";
    const binding = dispatcher.installHandler(extension, event, filter, { ...options, mode: "asynchronous" });
    expect(binding.mode).toBe("synchronous");
    event.raise(1);
    expect(noted()).toEqual(["0"]);
  });
});

test("without an executor of its own, a dispatcher uses the host's microtasks", async () => {
  const modules = new Modules();
  const core = modules.create("core");
  const dispatcher = new Dispatcher({ modules });
  const seen: number[] = [];
  const event = dispatcher.define(core, "E", takesNumber, (a) => void seen.push(a), { mode: "asynchronous" });
  event.raise(1);
  expect(seen).toEqual([]);
  await Promise.resolve();
  expect(seen).toEqual([1]);
});
