import { describe, expect, test } from "vitest";
import { kernel, thrown } from "../testing/kernel.js";
import { objectFile } from "../testing/object-files.js";
import type { Domain } from "./domain.js";
import { exportForEach } from "./exports.js";
import type { Importer, Link } from "./links.js";
import { Adder, adder, create, double, doubler, greeting, Greeter, running } from "./testing/samples.js";

test("a domain exports what its object file does from its creation on, and lacks what that imports", () => {
  const domain = create(kernel(), doubler);

  expect(domain.name).toBe("doubler");
  expect(domain.exports).toEqual(["Doubler"]);
  expect(domain.unresolved).toEqual(["Adder.Add"]);
  expect(domain.fullyResolved).toBe(false);
  expect(domain.state).toBe("linked");
});

test("a domain that is resolved and has run is called through its interface", () => {
  const { world, target } = running();

  expect(target.fullyResolved).toBe(true);
  expect(target.state).toBe("running");
  expect(double(world, target, 21)).toBe(42);
});

test("a domain that is not fully resolved does not run, and says what it lacks", () => {
  const world = kernel();
  const domain = create(world, doubler);

  expect(thrown(() => world.linker.run(domain))).toEqual({
    code: "RSP_UNRESOLVED",
    message: "doubler cannot run: nothing is linked to Adder.Add; resolve it from a domain that exports Adder",
  });
  expect(domain.state).toBe("linked");
});

test("nothing of a combined domain runs while a part of it is unresolved", () => {
  const ran: string[] = [];
  const world = kernel({ ran: (name: string) => void ran.push(name) });
  const first = create(world, { ...adder, library: ["ran"], body: `ran("adder");` });
  const both = world.linker.combine(first, create(world, { ...doubler, imports: [Greeter] }));

  expect(thrown(() => world.linker.run(both)).code).toBe("RSP_UNRESOLVED");
  expect(ran).toEqual([]);
});

test("a call before the domain has run says so, and how to go on", () => {
  const world = kernel();
  const source = create(world, adder);

  expect(thrown(() => world.linker.linksOf(source, Adder).Add.raise())).toEqual({
    code: "RSP_DOMAIN_IDLE",
    message: "Adder.Add was called before adder ran; resolve it and run it first",
  });
});

test("a name that is no longer linked names itself when it is called", () => {
  const { world, source, target } = running();

  world.linker.unresolve(source, target);

  expect(target.unresolved).toEqual(["Adder.Add"]);
  expect(thrown(() => double(world, target, 1))).toEqual({
    code: "RSP_UNRESOLVED",
    message: "doubler calls Adder.Add, and nothing is linked to that; resolve it from a domain that exports it",
  });
  world.linker.resolve(source, target);
  expect(double(world, target, 2)).toBe(4);
});

test("unresolve takes back only what is linked to that source", () => {
  const { world, target } = running();

  world.linker.unresolve(create(world, adder), target);

  expect(double(world, target, 2)).toBe(4);
});

describe("a module's body", () => {
  test("runs once", () => {
    const ran: string[] = [];
    const world = kernel({ ran: () => void ran.push("ran") });
    const domain = create(world, { ...adder, library: ["ran"], body: "ran();" });

    world.linker.run(domain);
    world.linker.run(domain);

    expect(ran).toEqual(["ran"]);
  });

  test("that asks for its own domain to be run does not run again", () => {
    let runs = 0;
    const again = (): void => {
      runs++;
      world.linker.run(domain);
    };
    const world = kernel({ again });
    const domain = create(world, { ...adder, library: ["again"], body: "again();" });

    world.linker.run(domain);

    expect([runs, domain.state]).toEqual([1, "running"]);
  });

  test("that throws is the end of its domain, and what it threw is told", () => {
    const world = kernel();
    const user = create(world, doubler);
    const domain = create(world, { ...adder, body: `throw "no luck";` });
    world.linker.resolve(domain, user);

    expect(thrown(() => world.linker.run(domain))).toEqual({ code: "another", message: "no luck" });
    expect(domain.state).toBe("gone");
    expect(user.unresolved).toEqual(["Adder.Add"]);
  });

  test("that throws leaves the parts before it running, and those behind it as they were", () => {
    const world = kernel();
    const { linker } = world;
    const bad = create(world, { name: "bad", body: `throw "no luck";` });
    const [before, behind] = [create(world, adder), create(world, { name: "behind" })];

    expect(thrown(() => linker.run(linker.combine(linker.combine(before, bad), behind))).message).toBe("no luck");
    expect([before.state, bad.state, behind.state]).toEqual(["running", "gone", "linked"]);
  });

  test("during which the domain is destroyed brings nothing back", () => {
    const world = kernel({ end: () => world.linker.destroy(domain, "it was ejected") });
    const domain = create(world, { ...adder, library: ["end"], body: "end();" });
    const { Add } = world.linker.linksOf(domain, Adder);

    expect(thrown(() => world.linker.run(domain))).toEqual({
      code: "RSP_DOMAIN_GONE",
      message: "adder ended while it ran: it was ejected; load it again",
    });
    expect(domain.state).toBe("gone");
    expect(thrown(() => Add.raise()).code).toBe("RSP_DOMAIN_GONE");
  });

  test("runs within what the kernel puts around it, which is told for whom", () => {
    const told: string[] = [];
    const world = kernel({}, ({ name }, work) => {
      told.push(name);
      return work();
    });

    world.linker.run(create(world, adder));

    expect(told).toEqual(["adder"]);
  });
});

describe("combined domains", () => {
  test("export what either does, and are resolved as both are", () => {
    const world = kernel();
    const { linker } = world;
    const both = linker.combine(create(world, adder), create(world, doubler));

    linker.resolve(both, both);
    linker.run(both);

    expect(both.exports).toEqual(["Adder", "Doubler"]);
    expect(double(world, both, 4)).toBe(8);
  });

  test("cannot export different interfaces of one name", () => {
    const world = kernel();
    const { linker } = world;

    expect(thrown(() => linker.combine(create(world, adder), create(world, { ...adder, name: "other" })))).toEqual({
      code: "RSP_DOMAIN_EXPORTS",
      message: "adder+other cannot be combined: both adder and other export Adder; leave one of them out",
    });
    expect(
      thrown(() =>
        linker.createFromModule("twice", exportForEach(Greeter, greeting), exportForEach(Greeter, greeting)),
      ),
    ).toEqual({ code: "RSP_DOMAIN_EXPORTS", message: "twice exports Greeter twice; leave one of them out" });
  });

  test("may have a part in common", () => {
    const world = kernel();
    const { linker } = world;
    const one = create(world, adder);

    expect(linker.combine(one, linker.combine(one, create(world, doubler))).exports).toEqual(["Adder", "Doubler"]);
  });

  test("are what is left of them when a part is gone", () => {
    const world = kernel();
    const { linker } = world;
    const [a, b] = [create(world, adder), create(world, doubler)];
    const both = linker.combine(a, b);

    linker.destroy(b);

    expect(both.exports).toEqual(["Adder"]);
    expect(both.fullyResolved).toBe(true);
    linker.run(both);
    expect([both.state, a.state]).toEqual(["running", "running"]);
    linker.destroy(a);
    expect([both.state, both.fullyResolved]).toEqual(["gone", false]);
    expect(both.unresolved).toEqual([]);
  });
});

test("text that is no module is refused before anything of it runs, and so is one that acts too early", () => {
  const world = kernel();
  const wrong = [
    "1",
    "(function () { return 1; })",
    "(() => ({ link() {} }))",
    "(() => ({ run() {} }))",
    "(() => { throw 1; })",
  ];

  for (const code of wrong) expect(thrown(() => create(world, { code })).code).toBe("RSP_CONFINE");
  expect(thrown(() => create(world, { library: ["process"] }))).toEqual({
    code: "RSP_CONFINE",
    message: "sample: its code is not what the compiler makes: there is no process in the library; build it again",
  });
});

test("nothing leads from a domain to its modules' descriptors, to its code, or to what makes domains", () => {
  const importers: Importer[] = [];
  const { linker, modules } = kernel();
  const source = linker.createFromModule("kernel", exportForEach(Greeter, greeting));
  const domain = linker.create(objectFile({ ...adder, imports: [Greeter] }), {
    created: (importer) => void importers.push(importer),
  });
  linker.resolve(source, domain);
  linker.run(domain);

  const reached = reachableFrom([domain, source, linker.reexport(domain, "Greeter"), linker.linksOf(domain, Adder)]);

  expect(importers.map(({ module }) => modules.nameOf(module))).toEqual(["adder"]);
  for (const each of reached) expect(modules.nameOf(each)).toBeUndefined();
  for (const { module, account } of importers) expect(reached.has(module) || reached.has(account)).toBe(false);
  expect(Reflect.get(domain, "constructor")).toBe(Object);
});

test("what looks like a domain is none", () => {
  const { linker } = kernel();
  const domain = linker.createFromModule("kernel");

  for (const other of [{ ...domain }, Object.create(domain) as Domain, {}]) {
    expect(thrown(() => linker.destroy(other as Domain))).toEqual({
      code: "RSP_DOMAIN",
      message: "this is no domain; use what create or the name server returned",
    });
  }
});

/** Everything that properties, getters and prototypes lead to, but for what the language itself gives. */
function reachableFrom(roots: readonly (Domain | Readonly<Record<string, Link>>)[]): ReadonlySet<object> {
  const found = new Set<object>();
  const add = (value: unknown, of: object): void => {
    if ((typeof value !== "object" || value === null) && typeof value !== "function") return;
    if (found.has(value)) return;
    found.add(value);
    for (const key of Reflect.ownKeys(value)) {
      const { get, value: plain } = Reflect.getOwnPropertyDescriptor(value, key) ?? {};
      add(plain, plain as object);
      if (get === undefined) continue;
      add(get, get);
      try {
        add(Reflect.get(value, key, of), of);
      } catch {
        // It is a getter for other objects.
      }
    }
    add(Object.getPrototypeOf(value), of);
  };
  for (const root of roots) add(root, root);
  return found;
}
