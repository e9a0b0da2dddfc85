import { allow, deny } from "@respin/dispatcher";
import { defineInterface, nothing, procedure } from "@respin/linker";
import { expect, test } from "vitest";
import { Console } from "../interfaces.js";
import { bootKernel, extensionFile, thrown } from "../testing/extensions.js";

const Alarm = defineInterface("Alarm", { Ring: procedure([], nothing) });
const alarm = extensionFile({
  name: "alarm",
  imports: [Console],
  exports: [
    [Alarm, "{ Ring() { const c = Console_Open.raise(); Console_Write.raise(c, 'ring'); Console_Close.raise(c); } }"],
  ],
});
const guard = (name: string): Uint8Array =>
  extensionFile({ name, imports: [Alarm], body: "Alarm_Ring.raise();", exports: [] });

test("an extension imports by name what another exports, when the exporter allows it", () => {
  const { kernel } = bootKernel();
  const { extensions, modules } = kernel;
  const exporter = extensions.load(alarm);
  const owner = modules.create("the owner of the alarm");
  const asked: string[] = [];
  extensions.names.register("Alarm", exporter.domain, owner, ({ importer }) => {
    asked.push(importer.name);
    return importer.name === "friend" ? allow() : deny("it is no friend");
  });
  extensions.load(guard("friend"), { imports: ["Alarm"] });
  expect(kernel.console.lines).toEqual(["ring"]);
  const refused = thrown(() => extensions.load(guard("stranger"), { imports: ["Alarm"] }));
  expect(refused.code).toBe("RSP_NAME_REFUSED");
  expect(refused.message).toContain("it is no friend");
  expect(thrown(() => extensions.load(guard("friend"), { imports: ["Alrm"] })).code).toBe("RSP_NAME_UNKNOWN");
  expect(asked).toEqual(["friend", "stranger"]);
  expect(extensions.running.map(({ name }) => name)).toEqual(["alarm", "friend"]);
  extensions.unload(exporter);
  expect(thrown(() => extensions.load(guard("friend"), { imports: ["Alarm"] })).code).toBe("RSP_NAME_UNKNOWN");
});

test("the kernel's public interfaces are under a name", () => {
  const { extensions, modules } = bootKernel().kernel;
  expect(extensions.names.lookup("SpinPublic", modules.create("anybody"))).toBe(extensions.spinPublic);
});

test("what its author asserts to be safe is believed of a driver, and told", () => {
  const { kernel } = bootKernel();
  const unchecked = extensionFile({ name: "driver", checked: false });
  expect(thrown(() => kernel.extensions.load(unchecked)).code).toBe("RSP_OBJECT_UNCHECKED");
  expect(kernel.console.lines).toEqual([]);
  expect(kernel.extensions.load(unchecked, { driver: true }).state).toBe("running");
  expect(kernel.console.lines).toEqual(["driver was not checked: its author asserts that it is safe"]);
});
