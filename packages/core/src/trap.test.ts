import { beforeEach, expect, test } from "vitest";
import { Dispatcher } from "./extensions/dispatcher-interface.js";
import { Strand as StrandInterface, Trap, type Context } from "./interfaces.js";
import type { Kernel } from "./kernel.js";
import { Strand } from "./strand.js";
import { run } from "./testing/boot.js";
import { bootKernel, extensionFile, thrown } from "./testing/extensions.js";

let kernel: Kernel;
let ejected: string[];

beforeEach(() => ({ kernel, ejected } = bootKernel()));

/** An extension that handles the system calls of a context by the text of a generator function. */
function handle(context: Context, handler: string, operations = 10_000): void {
  const file = extensionFile({
    imports: [Dispatcher, Trap, StrandInterface],
    body: `Dispatcher_Install.raise(Trap_SystemCall, ${handler}, { order: "first", cancel: true });`,
  });
  kernel.extensions.load(file, { name: "server", grant: { contexts: [context] }, limits: { operations } });
}

function call(context: Context, number: number, ...args: readonly unknown[]): unknown {
  const strand = new Strand("program", kernel.spaces.asnOf(context, "a test")).capability;
  return run(kernel.strands, kernel.trap.events.SystemCall.raise({ context, strand, number, parameters: args }));
}

test("a system call is handled by the extension that works for its space, and by no other", () => {
  const [mine, theirs] = [kernel.translation.create(), kernel.translation.create()];
  handle(mine, `function* (call) { return [call.number, ...call.parameters]; }`);
  expect(call(mine, 7, "a", 2)).toEqual([7, "a", 2]);
  expect(thrown(() => call(theirs, 7))).toEqual({
    code: "RSP_SYSTEM_CALL",
    message: "Trap.SystemCall: nobody handles system call 7 of program; install a handler",
  });
});

test("a handler may wait in the middle of a call", () => {
  const context = kernel.translation.create();
  handle(
    context,
    `function* () {
      const self = Strand_Current.raise();
      Strand_Start.raise("waker", (function* () { Strand_Unblock.raise(self); })());
      Strand_Block.raise(self);
      yield;
      return "woken";
    }`,
  );
  expect(call(context, 0)).toBe("woken");
});

test("each step of a handler that waits is paid for, and one past its bound is ended and named", () => {
  const context = kernel.translation.create();
  const { machine } = kernel;
  const operations = machine.costs.named("operation");
  handle(context, `function* () { for (let n = 0; n < 3; n++) { pay(1000); yield; } return "done"; }`);
  const before = machine.count(operations);
  expect(call(context, 0)).toBe("done");
  expect(machine.count(operations) - before).toBeGreaterThanOrEqual(3000);
  const other = kernel.translation.create();
  handle(other, `function* () { yield; for (;;) pay(10); }`);
  expect(thrown(() => call(other, 0)).code).toBe("RSP_EJECTED");
  expect(ejected).toEqual([expect.stringContaining("server")]);
  expect(thrown(() => call(other, 0)).code).toBe("RSP_SYSTEM_CALL");
  expect(call(context, 0)).toBe("done");
});

test("what only looks like something to wait for is a result like any other", () => {
  const context = kernel.translation.create();
  handle(context, `() => ({ next() { throw new Error("never called"); } })`);
  const strand = new Strand("program", 0).capability;
  const result: unknown = kernel.trap.events.SystemCall.raise({ context, strand, number: 0, parameters: [] });
  expect(Object.keys(Object(result) as object)).toEqual(["next"]);
});
