import { readFileSync } from "node:fs";
import { Kernel, sameKernelCosts, Store } from "@respin/core";
import { alphaAxp3000400, Machine, Platter } from "@respin/hardware";
import { defineCapabilities, inspectObjectFile, TrustedKeys, type Capability } from "@respin/linker";
import { expect, test } from "vitest";
import { Gatekeeper } from "./interfaces.js";

// SOSP'95, Figure 1, as it runs: the object file that the compiler made of extension.ts, in a kernel.

const object = readFileSync(new URL("../dist/gatekeeper.rsp", import.meta.url));
const { claimedSigner } = inspectObjectFile(object, "gatekeeper.rsp");

/** A kernel that links what this repository's own compiler has signed, unless another list is given. */
function boot(trusted = new TrustedKeys([claimedSigner])): Kernel {
  const platter = Platter.for(alphaAxp3000400.disk);
  Store.format(platter, alphaAxp3000400.frameBytes, []);
  return new Kernel(new Machine(alphaAxp3000400, { frames: 4, platter, systemCosts: sameKernelCosts(1) }), { trusted });
}

/** Every terminal that anybody writes to from now on. */
function terminalsWritten(kernel: Kernel): Capability<"Console.T">[] {
  const seen: Capability<"Console.T">[] = [];
  const module = kernel.modules.create("a witness");
  kernel.dispatcher.installHandler(module, kernel.console.events.Write, (terminal) => void seen.push(terminal));
  return seen;
}

const code = (wanted: string): unknown => expect.objectContaining({ code: wanted });

test("the gatekeeper opens the console, writes the alarm, and closes it", () => {
  const kernel = boot();
  const gatekeeper = kernel.extensions.clientOf(kernel.extensions.load(object), Gatekeeper);
  expect(kernel.console.lines).toEqual([]);
  gatekeeper.IntruderAlert();
  gatekeeper.IntruderAlert();
  expect(kernel.console.lines).toEqual(["Intruder Alert", "Intruder Alert"]);
});

test("what it opened is lost when it is closed: a Write after that is refused, whoever tries it", () => {
  const kernel = boot();
  const terminals = terminalsWritten(kernel);
  kernel.extensions.clientOf(kernel.extensions.load(object), Gatekeeper).IntruderAlert();
  expect(terminals).toHaveLength(1);
  const { Write, Close } = kernel.console.events;
  expect(() => Write.raise(terminals[0], "Never mind")).toThrow(code("RSP_CAPABILITY"));
  expect(() => Close.raise(terminals[0])).toThrow(code("RSP_CAPABILITY"));
  expect(kernel.console.lines).toEqual(["Intruder Alert"]);
});

test("a terminal is had by Open alone: one of the same name that another mint made is refused", () => {
  const { Open, Write } = boot().console.events;
  const forged = defineCapabilities<object, "Console.T">("Console.T", "get one with Console.Open").mint({});
  expect(() => Write.raise(forged, "It was nothing")).toThrow(code("RSP_CAPABILITY"));
  expect(() => Write.raise(Open.raise(), "It was something")).not.toThrow();
});

test("when it is unloaded, a call of it throws, and the console works on", () => {
  const kernel = boot();
  const extension = kernel.extensions.load(object);
  const gatekeeper = kernel.extensions.clientOf(extension, Gatekeeper);
  kernel.extensions.unload(extension);
  expect(() => gatekeeper.IntruderAlert()).toThrow(code("RSP_DOMAIN_GONE"));
  const { Open, Write } = kernel.console.events;
  Write.raise(Open.raise(), "All is quiet");
  expect(kernel.console.lines).toEqual(["All is quiet"]);
});

test("a kernel that does not trust the compiler refuses it, and so does any when a byte was changed", () => {
  expect(() => boot(new TrustedKeys([])).extensions.load(object)).toThrow(code("RSP_OBJECT_SIGNER"));
  const altered = Uint8Array.from(object);
  altered[altered.length >> 1] ^= 1;
  expect(() => boot().extensions.load(altered)).toThrow(code("RSP_OBJECT_SIGNATURE"));
});
