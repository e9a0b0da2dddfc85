import { alphaAxp3000400 } from "@respin/hardware";
import type { Waiting } from "@respin/linker";
import fc from "fast-check";
import { expect, test } from "vitest";
import { Workbench } from "../workbench/workbench.js";
import { Rpc } from "./rpc.js";
import { Socket } from "./sockets.js";

function bench(): Workbench {
  return new Workbench("monolithic", { machine: alphaAxp3000400 });
}

test("messages arrive in the order in which they were sent, whoever waits", () => {
  fc.assert(
    fc.property(fc.array(fc.nat(5), { minLength: 1, maxLength: 8 }), fc.boolean(), (sizes, receiverFirst) => {
      const workbench = bench();
      const [from, to] = [new Socket(workbench), new Socket(workbench)];
      const got: unknown[] = [];
      const receiver = function* (): Waiting {
        for (let n = 0; n < sizes.length; n++) got.push((yield* to.receive()).content);
      };
      const sender = function* (): Waiting {
        for (const [n, size] of sizes.entries()) {
          for (let pause = 0; pause < size; pause++) yield;
          yield* from.send(to, size, n);
        }
      };
      const { strands } = workbench.kernel;
      const [first, second] = receiverFirst ? [receiver, sender] : [sender, receiver];
      strands.start(workbench.user("first").strand, first());
      strands.start(workbench.user("second").strand, second());
      strands.runUntil(() => got.length === sizes.length);
      expect(got).toEqual(sizes.map((_, n) => n));
    }),
    { numRuns: 50 },
  );
});

test("a message is copied in and out, and takes the protocol's path on both sides", () => {
  const workbench = bench();
  const { machine } = workbench.kernel;
  const [from, to] = [new Socket(workbench), new Socket(workbench)];
  const { strand } = workbench.user("program");
  workbench.run(
    strand,
    (function* () {
      yield* from.send(to, 24, "three quadwords");
      yield* to.receive();
    })(),
  );
  expect(machine.count(machine.costs.named("copy.quadword"))).toBe(6);
  expect(machine.count(machine.costs.named("socket.path"))).toBe(2);
  expect(workbench.crossings).toMatchObject({ traps: 2, bytesCopied: 48 });
});

test("a socket that nobody reads is full some time, and works again once it is read", () => {
  const workbench = bench();
  const [from, to] = [new Socket(workbench), new Socket(workbench)];
  const full = expect.objectContaining({ code: "RSP_SOCKET_FULL" });
  const { strand } = workbench.user("program");
  workbench.run(
    strand,
    (function* () {
      for (let n = 0; n < 1024; n++) yield* from.send(to, 0, n);
      expect(() => from.send(to, 0, "too many").next()).toThrow(full);
      expect((yield* to.receive()).content).toBe(0);
      yield* from.send(to, 0, "one more");
    })(),
  );
});

test("a remote call returns what the server's procedure did, to each of several clients", () => {
  const workbench = bench();
  const { strands } = workbench.kernel;
  const rpc = new Rpc(workbench);
  let calls = 0;
  strands.start(
    workbench.user("server").strand,
    rpc.serve(function* () {
      return ++calls;
    }),
  );
  const got: unknown[] = [];
  for (let client = 0; client < 3; client++) {
    const call = rpc.client();
    strands.start(
      workbench.user(`client ${client}`).strand,
      (function* () {
        for (let n = 0; n < 4; n++) got.push(yield* call());
      })(),
    );
  }
  strands.runUntil(() => got.length === 12);
  expect(got.toSorted((a, b) => Number(a) - Number(b))).toEqual(Array.from({ length: 12 }, (_, n) => n + 1));
});
