import { expect, test } from "vitest";
import { defineInterface, procedure } from "../interface/interface.js";
import { integer, text } from "../interface/types.js";
import { kernel, thrown, type Kernel } from "../testing/kernel.js";
import { objectFile } from "../testing/object-files.js";
import type { Domain } from "./domain.js";
import { exportForEach } from "./exports.js";

const Secret = defineInterface("Secret", { Tell: procedure([], text) });
const Asking = defineInterface("Asking", { Ask: procedure([], text) });
const Other = defineInterface("Other", { Get: procedure([], integer) });

const asking = objectFile({
  name: "asking",
  imports: [Secret],
  exports: [[Asking, "{ Ask: () => Secret_Tell.raise() }"]],
});

function ask({ linker }: Kernel, domain: Domain): unknown {
  return linker.linksOf(domain, Asking).Ask.raise();
}

/** A provider; a holder, which is linked to it; and a third, which was linked by way of the holder. */
function chain(): { world: Kernel; provider: Domain; holder: Domain; passed: Domain; third: Domain } {
  const world = kernel();
  const { linker } = world;
  const provider = linker.createFromModule(
    "provider",
    exportForEach(Secret, ({ name }) => ({ Tell: () => `for ${name}` })),
  );
  const holder = linker.create(asking, { name: "holder" });
  linker.resolve(provider, holder);
  const passed = linker.reexport(holder, "Secret");
  const third = linker.create(asking, { name: "third" });
  linker.resolve(passed, third);
  for (const each of [holder, third]) linker.run(each);
  return { world, provider, holder, passed, third };
}

test("who holds a link passes it on, and the provider knows whom it works for", () => {
  const { world, passed, third } = chain();

  expect(passed.exports).toEqual(["Secret"]);
  expect(passed.state).toBe("running");
  expect(ask(world, third)).toBe("for third");
});

test("who holds no link has nothing to pass on", () => {
  const { world, holder } = chain();
  const { linker } = world;
  const stranger = linker.create(asking, { name: "stranger" });

  for (const [domain, name] of [
    [stranger, "Secret"],
    [holder, "Other"],
    [holder, "Asking"],
  ] as const) {
    expect(thrown(() => linker.reexport(domain, name))).toEqual({
      code: "RSP_UNRESOLVED",
      message: `${domain.name} cannot export ${name} again: it is not linked to it; resolve it from a domain that exports ${name}`,
    });
  }
});

test("what was passed on can be passed on, and ends with the first link of the chain", () => {
  const { world, provider, holder, third } = chain();
  const { linker } = world;
  const fourth = linker.create(asking, { name: "fourth" });
  linker.resolve(linker.reexport(third, "Secret"), fourth);
  linker.run(fourth);
  expect(ask(world, fourth)).toBe("for fourth");

  linker.unresolve(provider, holder);

  expect(thrown(() => ask(world, holder)).code).toBe("RSP_UNRESOLVED");
  expect(thrown(() => ask(world, fourth))).toEqual({
    code: "RSP_DOMAIN_GONE",
    message:
      "fourth calls Secret.Tell, and third is gone: its own link to Secret was taken back; resolve it from another domain that exports it",
  });
});

test.each(["provider", "holder"] as const)("the end of the %s is the end of what was passed on", (which) => {
  const { world, passed, third, ...others } = chain();

  world.linker.destroy(others[which]);

  expect([passed.state, passed.exports]).toEqual(["gone", []]);
  expect(thrown(() => ask(world, third)).code).toBe("RSP_DOMAIN_GONE");
});

test("to take back what was passed on leaves the holder its link, and it may pass it on again", () => {
  const { world, holder, passed, third } = chain();
  const { linker } = world;

  linker.destroy(passed);
  expect(thrown(() => ask(world, third)).code).toBe("RSP_DOMAIN_GONE");
  linker.resolve(linker.reexport(holder, "Secret"), third);

  expect([ask(world, holder), ask(world, third)]).toEqual(["for holder", "for third"]);
});

test("an interface and itself, exported again, can be combined with others, and is there as long as one of the two", () => {
  const { world, provider, holder, passed } = chain();
  const { linker } = world;
  const more = linker.createFromModule(
    "more",
    exportForEach(Other, () => ({ Get: () => 1 })),
  );
  const both = linker.combine(linker.combine(passed, more), provider);
  const guest = linker.create(asking, { name: "guest" });

  linker.destroy(holder);
  expect(both.exports).toEqual(["Other", "Secret"]);
  linker.resolve(both, guest);
  linker.run(guest);

  expect(ask(world, guest)).toBe("for guest");
});

test("of an interface and itself in one domain, the first is what is linked", () => {
  const { world, provider, passed } = chain();
  const { linker } = world;
  const [one, two] = ["one", "two"].map((name) => linker.create(asking, { name }));
  linker.resolve(linker.combine(provider, passed), one);
  linker.resolve(linker.combine(passed, provider), two);
  for (const each of [one, two]) linker.run(each);

  linker.destroy(passed);

  expect(ask(world, one)).toBe("for one");
  expect(thrown(() => ask(world, two)).code).toBe("RSP_DOMAIN_GONE");
});
