import { Strand, type Context, type Kernel } from "@respin/core";
import { builtExtension } from "@respin/core/testing";
import type { Waiting } from "@respin/linker";
import fc from "fast-check";
import { beforeEach, expect, test } from "vitest";
import { ipcCalls } from "./calls.js";
import { Ipc } from "./interfaces.js";

const { objectFile, bootKernel } = builtExtension(new URL("../dist/ipc.rsp", import.meta.url));

let kernel: Kernel;
let client: Context;
let server: Context;

beforeEach(() => {
  kernel = bootKernel();
  client = kernel.translation.create();
  server = kernel.translation.create();
  kernel.extensions.load(objectFile, { grant: { contexts: [client, server] } });
});

function start(context: Context, program: () => Waiting): Strand {
  const strand = new Strand("program", kernel.spaces.asnOf(context, "a test"));
  kernel.strands.start(strand, program());
  return strand;
}

function systemCall(context: Context, number: number, ...args: readonly unknown[]): Waiting<unknown> {
  const strand = kernel.strands.current.capability;
  return kernel.trap.events.SystemCall.raise({ context, strand, number, parameters: args });
}

/** A server at port 0 that answers so many calls by a function of their arguments. */
function* serving(answer: (argument: unknown) => unknown, calls: number): Waiting {
  let argument = yield* systemCall(server, ipcCalls.receive, 0);
  for (let n = 1; n < calls; n++) {
    argument = yield* systemCall(server, ipcCalls.replyAndReceive, 0, answer(argument));
  }
  // The last answer, after which it waits for what does not come.
  yield* systemCall(server, ipcCalls.replyAndReceive, 0, answer(argument));
}

test("a call is answered by the server of another space, whoever comes first", () => {
  for (const serverFirst of [true, false]) {
    const answers: unknown[] = [];
    const calling = function* (): Waiting {
      answers.push(yield* systemCall(client, ipcCalls.send, 0, 20));
    };
    const serve = (): Waiting => serving((argument) => Number(argument) + 1, 1);
    if (serverFirst) start(server, serve);
    start(client, calling);
    if (!serverFirst) start(server, serve);
    kernel.strands.runUntil(() => answers.length > 0);
    expect(answers).toEqual([21]);
  }
});

test("of any number of callers and servers, each caller gets its own answer, once", () => {
  fc.assert(
    fc.property(
      fc.array(fc.integer({ min: 1, max: 4 }), { minLength: 1, maxLength: 6 }),
      fc.integer({ min: 1, max: 3 }),
      (calls, servers) => {
        kernel = bootKernel();
        [client, server] = [kernel.translation.create(), kernel.translation.create()];
        const extension = kernel.extensions.load(objectFile, { grant: { contexts: [client, server] } });
        const total = calls.reduce((sum, each) => sum + each, 0);
        const answers: (readonly [unknown, unknown])[] = [];
        for (let n = 0; n < servers; n++)
          start(server, () => serving((argument) => `answer to ${String(argument)}`, total));
        for (const [caller, times] of calls.entries()) {
          start(client, function* () {
            for (let n = 0; n < times; n++) {
              const argument = `${caller}.${n}`;
              answers.push([argument, yield* systemCall(client, ipcCalls.send, 0, argument)]);
            }
          });
        }
        kernel.strands.runUntil(() => answers.length === total);
        for (const [argument, answer] of answers) expect(answer).toBe(`answer to ${String(argument)}`);
        expect(kernel.extensions.clientOf(extension, Ipc).Waiting(0)).toBe(0);
      },
    ),
    { numRuns: 40 },
  );
});

test("what is asked wrongly is refused by code, and the port works on", () => {
  const codes: unknown[] = [];
  const refused = (...wrong: readonly [number, ...unknown[]]): Strand =>
    start(client, function* () {
      try {
        yield* systemCall(client, ...wrong);
      } catch (error) {
        codes.push(Object(error).code);
      }
    });
  refused(ipcCalls.send, -1);
  refused(ipcCalls.send, 0.5);
  refused(ipcCalls.send, "0");
  refused(ipcCalls.replyAndReceive, 0, 1);
  refused(9, 0);
  kernel.strands.runUntil(() => codes.length === 5);
  expect(codes).toEqual(["RSP_IPC_PORT", "RSP_IPC_PORT", "RSP_IPC_PORT", "RSP_IPC_REPLY", "RSP_SYSTEM_CALL"]);
  const answers: unknown[] = [];
  start(server, () => serving(() => "well", 1));
  start(client, function* () {
    answers.push(yield* systemCall(client, ipcCalls.send, 0));
  });
  kernel.strands.runUntil(() => answers.length > 0);
  expect(answers).toEqual(["well"]);
});
