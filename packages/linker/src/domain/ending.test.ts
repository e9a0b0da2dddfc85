import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { describe, expect, test } from "vitest";
import { thrown, kernel } from "../testing/kernel.js";
import { objectFile } from "../testing/object-files.js";
import type { Importer } from "./links.js";
import type { Domain } from "./domain.js";
import { Adder, adder, create, double, Doubler, doubler, running } from "./testing/samples.js";

describe("when a domain is destroyed", () => {
  test("who was linked to it is told which one is gone, and why", () => {
    const { world, source, target } = running();
    const { Add } = world.linker.linksOf(source, Adder);

    world.linker.destroy(source, "it was ejected from PhysAddr.Reclaim");

    expect(thrown(() => double(world, target, 1))).toEqual({
      code: "RSP_DOMAIN_GONE",
      message:
        "doubler calls Adder.Add, and adder is gone: it was ejected from PhysAddr.Reclaim; " +
        "resolve it from another domain that exports it",
    });
    expect(thrown(() => Add.raise())).toEqual({
      code: "RSP_DOMAIN_GONE",
      message: "Adder.Add was called, and adder is gone: it was ejected from PhysAddr.Reclaim; load it again",
    });
  });

  test("who was linked to it can be linked to another, and goes on", () => {
    const { world, source, target } = running();
    const other = create(world, { ...adder, name: "other" });
    world.linker.run(other);

    world.linker.destroy(source);
    world.linker.resolve(other, target);

    expect(double(world, target, 5)).toBe(10);
  });

  test("what is left of its code reaches nobody", () => {
    const kept: (() => unknown)[] = [];
    const world = kernel({ keep: (work: () => unknown) => void kept.push(work) });
    const source = create(world, adder);
    const target = create(world, {
      name: "keeper",
      imports: [Adder],
      library: ["keep"],
      body: "keep(() => Adder_Add.raise(1, 2));",
    });
    world.linker.resolve(source, target);
    world.linker.run(source);
    world.linker.run(target);

    world.linker.destroy(target);

    expect(thrown(() => kept[0]())).toEqual({
      code: "RSP_DOMAIN_GONE",
      message: "keeper calls Adder.Add, and keeper is gone: it was destroyed; load it again",
    });
  });

  test("it cannot be linked, combined, run, or exported again", () => {
    const { world, source, target } = running();
    const { linker } = world;
    linker.destroy(target, "it was unloaded");

    const attempts = [
      () => linker.resolve(target, source),
      () => linker.resolve(source, target),
      () => linker.combine(target, source),
      () => linker.combine(source, target),
      () => linker.run(target),
      () => linker.reexport(target, "Adder"),
      () => linker.linksOf(target, Doubler),
    ];

    for (const attempt of attempts) {
      expect(thrown(attempt)).toEqual({
        code: "RSP_DOMAIN_GONE",
        message: "doubler is gone: it was unloaded; load it again",
      });
    }
    expect(target.exports).toEqual([]);
    linker.unresolve(source, target);
    linker.destroy(target, "again");
  });

  test("what it holds is taken back, also where taking back something fails", () => {
    const importers: Importer[] = [];
    const world = kernel();
    const { linker } = world;
    const created = (importer: Importer): void => void importers.push(importer);
    const [a, b] = [adder, { ...adder, name: "other", exports: [] }].map((written) =>
      linker.create(objectFile(written), { created }),
    );
    const released: string[] = [];
    importers[0].account.acquire("strands", () => {
      throw new Error("no luck");
    });
    for (const { name, account } of importers) account.acquire("handlers", () => void released.push(name));

    expect(thrown(() => linker.destroy(linker.combine(a, b))).message).toBe("Error: no luck");
    expect(released).toEqual(["adder", "other"]);
    expect([a.state, b.state]).toEqual(["gone", "gone"]);
  });

  test("handlers of its own on its own events are taken back by whoever counted them", () => {
    const { dispatcher, linker } = kernel();
    const importers: Importer[] = [];
    const domain = linker.create(objectFile(adder), { created: (importer) => void importers.push(importer) });
    linker.run(domain);
    const { Add } = linker.linksOf(domain, Adder);
    const [{ module, account }] = importers;
    const binding = dispatcher.installHandler(module, Add as never, () => {});
    account.acquire("handlers", () => dispatcher.uninstall(module, binding));

    linker.destroy(domain);

    expect(dispatcher.handlers(Add as never)).toEqual([]);
  });
});

test("what a domain was linked to keeps nothing of it", async () => {
  const world = kernel();
  const { linker } = world;
  const source = create(world, adder);
  linker.run(source);
  /** A domain that was linked and has ended; by a weak reference to what stands for all of it. */
  const ended = (end: (domain: Domain) => void): WeakRef<Importer> => {
    const importers: Importer[] = [];
    const domain = linker.create(objectFile(doubler), { created: (importer) => void importers.push(importer) });
    linker.resolve(source, domain);
    linker.run(domain);
    double(world, domain, 1);
    end(domain);
    return new WeakRef(importers[0]);
  };

  const left = [
    ended((domain) => linker.destroy(domain)),
    ended((domain) => {
      linker.unresolve(source, domain);
      linker.destroy(domain);
    }),
  ];

  const collect = collector();
  for (let n = 0; n < 20 && left.some((each) => each.deref() !== undefined); n++) {
    // A weak reference that was looked at holds until the turn ends.
    await new Promise((resolve) => setImmediate(resolve));
    collect();
  }
  expect(left.map((each) => each.deref())).toEqual([undefined, undefined]);
});

/** The host's collector of garbage. */
function collector(): () => void {
  setFlagsFromString("--expose-gc");
  const collect: unknown = runInNewContext("gc");
  return () => void (typeof collect === "function" && Reflect.apply(collect, undefined, []));
}
