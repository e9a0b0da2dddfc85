import { anything, defineInterface, integer, procedure } from "../index.js";
import { change } from "@respin/dispatcher";
import { expect, test } from "vitest";
import { kernel, thrown } from "../testing/kernel.js";
import { objectFile } from "../testing/object-files.js";
import { exportForEach } from "./exports.js";

const Version = defineInterface("Version", { Get: procedure([], integer) });
const Log = defineInterface("Log", { Say: procedure([anything], integer) });

const version = (n: number, body = "") =>
  objectFile({ name: "versions", exports: [[Version, `{ Get: () => ${n} }`]], body });
const client = objectFile({
  name: "client",
  imports: [Version],
  exports: [[Log, `{ Say: () => Version_Get.raise() }`]],
});

/** A kernel with a first version that runs, and who is linked to it. */
function linked() {
  const { linker, dispatcher, modules } = kernel();
  const old = linker.create(version(1));
  linker.run(old);
  const user = linker.create(client);
  linker.resolve(old, user);
  linker.run(user);
  const { Say } = linker.linksOf(user, Log);
  return { linker, dispatcher, modules, old, user, ask: () => Say.raise() };
}

test("what takes a domain's place is called by who is linked to it, from the commit on, and ends for them when it ends", () => {
  const { linker, old, ask } = linked();
  const succession = linker.succeed(old, version(2));
  succession.link();
  succession.run();
  expect([ask(), succession.domain.state]).toEqual([1, "linked"]);
  expect((succession.procedure("Version", "Get") as () => unknown)()).toBe(2);
  succession.commit([]);
  expect([ask(), succession.domain.state, old.state]).toEqual([2, "running", "running"]);
  succession.endOld("it was replaced");
  expect([ask(), old.state]).toEqual([2, "running"]);
  linker.destroy(old);
  expect(thrown(ask)).toMatchObject({
    code: "RSP_DOMAIN_GONE",
    message: expect.stringContaining("client calls Version.Get, and versions is gone"),
  });
  expect(old.state).toBe("gone");
});

test("one that is given up leaves everything as it was, whatever it had done", () => {
  const { linker, old, ask } = linked();
  for (const steps of [0, 1, 2]) {
    const succession = linker.succeed(old, version(2));
    if (steps > 0) succession.link();
    if (steps > 1) succession.run();
    linker.destroy(succession.domain, "it was given up");
    expect([ask(), old.state, succession.domain.state]).toEqual([1, "running", "gone"]);
    if (steps > 1) expect(thrown(() => succession.commit([])).code).toBe("RSP_DOMAIN_GONE");
  }
  expect(ask()).toBe(1);
});

test("a change beside that fails fails the commit, and nothing has changed", () => {
  const { linker, old, ask, dispatcher, modules } = linked();
  const succession = linker.succeed(old, version(2));
  succession.link();
  succession.run();
  const module = modules.create("other");
  const elsewhere = linker.create(version(9));
  const event = linker.linksOf(elsewhere, Version).Get as never;
  const binding = dispatcher.create(module, event, () => 0);
  expect(thrown(() => succession.commit([change.install(binding)])).code).not.toBe("nothing");
  expect([ask(), old.state]).toEqual([1, "running"]);
  succession.commit([]);
  expect(ask()).toBe(2);
});

test("it is linked to what the other one is linked to, with links of its own, and is exported again as that was", () => {
  const { linker } = kernel();
  let importers = 0;
  const log = linker.createFromModule(
    "log",
    exportForEach(Log, () => {
      const importer = ++importers;
      return { Say: () => importer };
    }),
  );
  const both = (n: number) =>
    objectFile({ name: "versions", imports: [Log], exports: [[Version, `{ Get: () => ${n} * Log_Say.raise() }`]] });
  const old = linker.create(both(10));
  linker.resolve(log, old);
  linker.run(old);
  const again = linker.reexport(old, "Log");
  const { Get } = linker.linksOf(old, Version);
  const succession = linker.succeed(old, both(100));
  expect(thrown(() => succession.run()).code).toBe("RSP_UNRESOLVED");
  succession.link();
  succession.run();
  succession.commit([]);
  expect([Get.raise(), importers]).toEqual([200, 2]);
  succession.endOld("it was replaced");
  expect([again.state, linker.reexport(old, "Log").exports]).toEqual(["running", ["Log"]]);
  linker.destroy(old);
  expect(again.state).toBe("gone");
});

test("only one module that runs can be replaced, by one that exports the same", () => {
  const { linker, old, user } = linked();
  const idle = linker.create(version(1));
  const module = linker.createFromModule("module");
  for (const each of [linker.combine(old, user), idle, module]) {
    expect(thrown(() => linker.succeed(each, version(2)))).toMatchObject({
      code: "RSP_REPLACE",
      message: expect.stringContaining("one module that runs"),
    });
  }
  expect(thrown(() => linker.succeed(old, objectFile({ exports: [] })))).toMatchObject({
    code: "RSP_REPLACE",
    message: expect.stringMatching(/^versions exports Version@[0-9a-f]+, and what is to take its place nothing; /),
  });
  linker.destroy(old);
  expect(thrown(() => linker.succeed(old, version(2))).code).toBe("RSP_DOMAIN_GONE");
});
