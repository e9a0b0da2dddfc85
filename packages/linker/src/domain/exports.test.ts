import { describe, expect, test } from "vitest";
import { defineEvents } from "../events.js";
import { defineInterface, operation, procedure } from "../interface/interface.js";
import { nothing, text } from "../interface/types.js";
import { kernel, thrown } from "../testing/kernel.js";
import { objectFile, type Written } from "../testing/object-files.js";
import { exportEvents, exportForEach } from "./exports.js";
import type { Importer } from "./links.js";
import { Adder, create, double, Doubler, greeting, Greeter } from "./testing/samples.js";

describe("what is exported", () => {
  const broken: [string, Written, string][] = [
    [
      "is not implemented",
      { exports: [[Adder, "{}"]] },
      "sample exports Adder.Add and has no such procedure; implement it",
    ],
    [
      "is inherited by the object",
      { exports: [[defineInterface("Odd", { toString: procedure([], text) }), "{}"]] },
      "sample exports Odd.toString and has no such procedure; implement it",
    ],
    ["is no function", { exports: [[Adder, "{ Add: 1 }"]] }, "Adder.Add is not a procedure; give a function"],
    [
      "is a symbol",
      { exports: [[Adder, "{ Add: () => 1, [Symbol.iterator]: () => 1 }"]], globals: ["Symbol"] },
      "Adder.Symbol(Symbol.iterator) is not a procedure; give a function",
    ],
    ["is no list", { returns: "1" }, "sample: it exports nothing that can be linked; export what `implement` returns"],
    [
      "looks like an implementation",
      { returns: `[{ name: "Adder", procedures: {} }]` },
      "sample: an export is not an implementation of an interface; export what `implement` returns",
    ],
    [
      "is implemented twice",
      {
        exports: [[Adder, "{ Add: () => 1 }"]],
        returns: `[implement("Adder", { Add: () => 1 }), implement("Adder", { Add: () => 2 })]`,
      },
      "sample: it implements Adder twice; export what `implement` returns",
    ],
    [
      "is nothing",
      { returns: `[implement("Adder")]` },
      "implement takes an interface and its procedures; give it both",
    ],
  ];

  test.each(broken)("is refused when the module has run if it %s", (_what, written, message) => {
    const world = kernel();
    const domain = create(world, written);

    expect(thrown(() => world.linker.run(domain))).toEqual({ code: "RSP_EXPORT", message });
    expect(domain.state).toBe("gone");
  });

  test("is what the interface declares: what more is implemented is never reached", () => {
    const world = kernel();
    const domain = create(world, {
      exports: [[Adder, "{ Add: () => 1, More: () => 2 }"]],
      returns: `[implement("Adder", { Add: () => 1, More: () => 2 }), implement("Other", { More: () => 2 })]`,
    });

    world.linker.run(domain);

    expect(domain.exports).toEqual(["Adder"]);
    expect(Object.keys(world.linker.linksOf(domain, Adder))).toEqual(["Add"]);
  });

  test("is read once", () => {
    const world = kernel();
    const domain = create(world, {
      body: `let reads = 0; const it = { get Add() { reads++; const n = reads; return () => n; } };`,
      exports: [[Adder, "it"]],
    });
    world.linker.run(domain);
    const { Add } = world.linker.linksOf(domain, Adder);

    expect([Add.raise(), Add.raise()]).toEqual([1, 1]);
  });

  test("is hardened: no importer can change it for another", () => {
    const Counter = defineInterface("Counter", {
      Count: operation([], nothing),
      Behind: operation([], nothing),
      Plain: procedure([], nothing),
    });
    const world = kernel();
    const domain = create(world, {
      body: "function* inner() { yield 1; }",
      exports: [[Counter, "{ *Count() { yield 1; }, Behind: () => inner(), Plain: function () {} }"]],
    });
    world.linker.run(domain);
    const { Count, Behind, Plain } = world.linker.linksOf(domain, Counter);

    const generators = [Count.raise(), Behind.raise()];
    Plain.raise();

    for (const each of generators) expect(Object.isFrozen(Object.getPrototypeOf(each))).toBe(true);
    for (const { raise } of [Count, Behind, Plain]) {
      expect(Object.isFrozen(raise)).toBe(true);
      expect(Object.isFrozen(Reflect.get(raise, "prototype") ?? Object.freeze({}))).toBe(true);
    }
  });

  test("of the kernel's own is hardened, too, where each importer has its own", () => {
    const Counter = defineInterface("Counter", { Count: operation([], nothing) });
    function* count(): Generator<void, void, void> {
      yield;
    }
    const { linker } = kernel();
    const { Count } = linker.linksOf(
      linker.createFromModule(
        "kernel",
        exportForEach(Counter, () => ({ Count: () => count() })),
      ),
      Counter,
    );

    expect(Object.isFrozen(Object.getPrototypeOf(Count.raise()))).toBe(true);
    expect(Object.isFrozen(Count) && Object.isFrozen(Count.raise)).toBe(true);
  });
});

describe("interfaces of the kernel's own", () => {
  const greets = {
    name: "guest",
    imports: [Greeter],
    exports: [[Doubler, "{ Double: () => Greeter_Greet.raise() }"]],
  } as const;

  test("may know whom they work for: each importer has links of its own", () => {
    const world = kernel();
    const { linker } = world;
    const source = linker.createFromModule("kernel", exportForEach(Greeter, greeting));
    const guests = ["one", "two"].map((name) => linker.create(objectFile(greets), { name }));

    const said = guests.map((guest) => {
      linker.resolve(source, guest);
      linker.run(guest);
      return double(world, guest, 0);
    });

    expect(source.state).toBe("running");
    expect(said).toEqual(["hello one", "hello two"]);
  });

  test("are events: a handler on one is what the importer calls", () => {
    const world = kernel();
    const { linker, dispatcher, modules } = world;
    const events = defineEvents(world, Greeter, { Greet: () => "hello" });
    const source = linker.createFromModule("kernel", exportEvents(Greeter, events));
    const guest = create(world, greets);
    linker.resolve(source, guest);
    linker.run(guest);

    dispatcher.installHandler(modules.create("other"), events.Greet, () => "good day");

    expect(double(world, guest, 0)).toBe("good day");
  });

  test("may be events but for some procedures, which know whom they work for", () => {
    const Both = defineInterface("Both", { A: procedure([], text), B: procedure([], text) });
    const world = kernel();
    const { linker } = world;
    const events = defineEvents(world, Both, { A: () => "A for all", B: () => "B for all" });
    const own = ({ name }: Importer): { readonly B: () => string } => ({ B: () => `B for ${name}` });
    const guest = create(world, {
      name: "guest",
      imports: [Both],
      exports: [[Doubler, "{ Double: () => Both_A.raise() + Both_B.raise() }"]],
    });
    linker.resolve(linker.createFromModule("kernel", exportEvents(Both, events, own)), guest);
    linker.run(guest);

    expect(double(world, guest, 0)).toBe("A for allB for guest");
  });
});
