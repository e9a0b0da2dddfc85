import { Strand, type Context, type Kernel } from "@respin/core";
import { builtExtension } from "@respin/core/testing";
import type { Waiting } from "@respin/linker";
import { expect, test } from "vitest";
import { Null } from "./interfaces.js";

const { objectFile, bootKernel } = builtExtension(new URL("../dist/null-syscall.rsp", import.meta.url));

const code = (wanted: string): unknown => expect.objectContaining({ code: wanted });

/** What a program on a strand of a space gets. */
function on(kernel: Kernel, context: Context, program: () => Waiting<unknown>): unknown {
  const strand = new Strand("program", kernel.spaces.asnOf(context, "a test"));
  let result: unknown;
  let ended = false;
  kernel.strands.whenEnded(strand, () => (ended = true));
  kernel.strands.start(
    strand,
    (function* () {
      result = yield* program();
    })(),
  );
  kernel.strands.runUntil(() => ended);
  return result;
}

test("system calls of its space do nothing and are answered; other spaces' are not", () => {
  const kernel = bootKernel();
  const { extensions, translation, trap } = kernel;
  const [mine, theirs] = [translation.create(), translation.create()];
  const extension = extensions.load(objectFile, { grant: { contexts: [mine] } });
  const call = (context: Context): unknown =>
    on(kernel, context, () => {
      const strand = kernel.strands.current.capability;
      return trap.events.SystemCall.raise({ context, strand, number: 20, parameters: [] });
    });
  expect(call(mine)).toBe(20);
  expect(() => call(theirs)).toThrow(code("RSP_SYSTEM_CALL"));
  extensions.unload(extension);
  expect(() => call(mine)).toThrow(code("RSP_SYSTEM_CALL"));
});

test("the null procedure is called by who is linked to it, and is gone with its extension", () => {
  const kernel = bootKernel();
  const { extensions, translation } = kernel;
  const extension = extensions.load(objectFile);
  const client = extensions.clientOf(extension, Null);
  const context = translation.create();
  expect(on(kernel, context, () => client.Nothing())).toBe(undefined);
  extensions.unload(extension);
  expect(() => on(kernel, context, () => client.Nothing())).toThrow(code("RSP_DOMAIN_GONE"));
});
