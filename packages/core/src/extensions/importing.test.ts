import { allow, deny } from "@respin/dispatcher";
import { defineInterface, nothing, procedure } from "@respin/linker";
import { expect, test } from "vitest";
import { Console } from "../interfaces.js";
import { bootKernel, extensionFile, thrown } from "../testing/extensions.js";
import { ImportAuthorizer } from "./importing.js";

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

const authorizer = (text: string): readonly [object, string] => [
  ImportAuthorizer,
  `{ Allows(name, importer) { ${text} } }`,
];
const exporting = (text: string, body = ""): Uint8Array =>
  extensionFile({
    name: "alarm",
    imports: [Console],
    body: `const c = Console_Open.raise(); ${body}`,
    exports: [[Alarm, "{ Ring() { Console_Write.raise(c, 'ring'); } }"], authorizer(text)],
  });

test("an extension exports by name, and its own procedure decides who imports; what takes its place decides then", () => {
  const { kernel } = bootKernel();
  const { extensions } = kernel;
  const first = exporting("Console_Write.raise(c, `${importer} asks for ${name}`); return importer === 'friend';");
  const exporter = extensions.load(first, { exportAs: "Alarm" });
  extensions.load(guard("friend"), { imports: ["Alarm"] });
  const refused = thrown(() => extensions.load(guard("stranger"), { imports: ["Alarm"] }));
  expect(refused).toEqual({
    code: "RSP_NAME_REFUSED",
    message: "stranger may not import Alarm: its authorizer does not allow it; ask who exports it",
  });
  expect(kernel.console.lines).toEqual(["friend asks for Alarm", "ring", "stranger asks for Alarm"]);

  const next = extensions.replace(exporter, exporting("return importer === 'stranger';"));
  expect(extensions.load(guard("stranger"), { imports: ["Alarm"] }).state).toBe("running");
  expect(thrown(() => extensions.load(guard("friend"), { imports: ["Alarm"] })).code).toBe("RSP_NAME_REFUSED");
  extensions.unload(next);
  expect(extensions.names.names).toEqual(["SpinPublic", "SpinPrivate"]);
});

test("without an authorizer everybody may import; a name that is taken, or is none, is refused with nothing left", () => {
  const { extensions } = bootKernel().kernel;
  const open = extensions.load(alarm, { exportAs: "Alarm" });
  expect(extensions.load(guard("anybody"), { imports: ["Alarm"] }).state).toBe("running");
  for (const [name, code] of [
    ["Alarm", "RSP_NAME_TAKEN"],
    ["SpinPrivate", "RSP_NAME_TAKEN"],
    ["an alarm", "RSP_NAME"],
  ] as const) {
    expect(thrown(() => extensions.load(alarm, { exportAs: name })).code).toBe(code);
  }
  expect(extensions.running.map(({ name }) => name)).toEqual(["alarm", "anybody"]);
  extensions.unload(open);
  expect(thrown(() => extensions.exportAs(open, "Alarm")).code).toBe("RSP_EXTENSION_ENDED");
});

test("nobody is linked to the authorizer, or to the handover, of another", () => {
  const { extensions } = bootKernel().kernel;
  const exporter = extensions.load(exporting("return true;"), { exportAs: "Alarm" });
  const thief = extensionFile({ name: "thief", imports: [ImportAuthorizer], exports: [] });
  for (const source of ["Alarm", exporter.domain]) {
    expect(thrown(() => extensions.load(thief, { imports: [source] })).code).toBe("RSP_UNRESOLVED");
  }
});

test("an authorizer that throws refuses, is counted, and one time too many is its extension's end", () => {
  const { kernel, ejected } = bootKernel();
  const { extensions } = kernel;
  const exporter = extensions.load(exporting("throw new Error('no');"), { exportAs: "Alarm", limits: { faults: 2 } });
  const other = extensions.load(alarm, { name: "other", exportAs: "Other" });
  const attempt = (): string => thrown(() => extensions.load(guard("friend"), { imports: ["Alarm"] })).code;
  expect([attempt(), attempt(), exporter.balance().faults, exporter.state]).toEqual([
    "RSP_NAME_REFUSED",
    "RSP_NAME_REFUSED",
    2,
    "running",
  ]);
  expect([attempt(), exporter.state, attempt()]).toEqual(["RSP_NAME_REFUSED", "ejected", "RSP_NAME_UNKNOWN"]);
  expect(ejected).toEqual([
    expect.stringContaining("alarm was ejected from ImportAuthorizer.Allows: 3 of its runs failed"),
  ]);
  expect([other.state, extensions.load(guard("friend"), { imports: ["Other"] }).state]).toEqual(["running", "running"]);
});

test.each([
  ["does not end", "for (;;) pay(1);"],
  ["hides that it was ended", "try { for (;;) pay(1); } catch { return true; }"],
])("an authorizer that %s refuses, and is its extension's end and nobody else's", (_what, text) => {
  const { kernel, ejected } = bootKernel();
  const { extensions } = kernel;
  const exporter = extensions.load(exporting(text), { exportAs: "Alarm", limits: { operations: 10_000 } });
  const refused = thrown(() => extensions.load(guard("friend"), { imports: ["Alarm"] }));
  expect(refused).toEqual({ code: "RSP_NAME_REFUSED", message: expect.stringContaining("used up its operations") });
  expect([exporter.state, exporter.balance().operations]).toEqual(["ejected", 10_001]);
  expect(ejected).toEqual([
    expect.stringContaining("ImportAuthorizer.Allows: 10,001 operations counted, 10,000 allowed"),
  ]);
  expect(extensions.load(alarm).state).toBe("running");
});

test("an authorizer answers with true and nothing else, and an interface of its name and another shape is refused", () => {
  const { extensions } = bootKernel().kernel;
  for (const [n, answer] of ["1", "({ allowed: true, terms: {} })", "'yes'", "undefined"].entries()) {
    extensions.load(exporting(`return ${answer};`), { exportAs: `Alarm${n}` });
    expect(thrown(() => extensions.load(guard("friend"), { imports: [`Alarm${n}`] })).code).toBe("RSP_NAME_REFUSED");
  }
  const Other = defineInterface("ImportAuthorizer", { Allows: procedure([], nothing) });
  const odd = extensionFile({ name: "odd", exports: [[Other, "{ Allows() {} }"]] });
  expect(thrown(() => extensions.load(odd, { exportAs: "Odd" })).code).toBe("RSP_LINK_FINGERPRINT");
  expect(extensions.names.names).not.toContain("Odd");
});
