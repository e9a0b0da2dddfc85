import { builtExtension } from "@respin/core/testing";
import type { Waiting } from "@respin/linker";
import { expect, test } from "vitest";
import { KernelThreads } from "./interfaces.js";

const { objectFile, bootKernel } = builtExtension(new URL("../dist/kernel-threads.rsp", import.meta.url));

/** What a program of threads took: switches between strands, and strands made. */
function taken(program: (threads: { ForkJoin(n: number): Waiting; PingPong(n: number): Waiting }) => Waiting): {
  readonly switches: number;
  readonly strands: number;
} {
  const kernel = bootKernel();
  const { extensions, strands, machine } = kernel;
  const threads = extensions.clientOf(extensions.load(objectFile), KernelThreads);
  let ended = false;
  const counted = (): number[] =>
    ["strand.switch", "strand.create"].map((name) => machine.count(machine.costs.named(name)));
  const before = counted();
  strands.startKernel(
    "program",
    (function* () {
      yield* program(threads);
      ended = true;
    })(),
  );
  strands.runUntil(() => ended);
  const [switches, made] = counted();
  return { switches: switches - before[0], strands: made - before[1] };
}

test("each fork makes a strand, and its join waits for that one", () => {
  const one = taken((threads) => threads.ForkJoin(1));
  const ten = taken((threads) => threads.ForkJoin(10));
  expect(ten.strands - one.strands).toBe(9);
  expect(ten.switches - one.switches).toBe(18);
});

test("each round of ping-pong is two switches, and no strand", () => {
  const few = taken((threads) => threads.PingPong(2));
  const many = taken((threads) => threads.PingPong(12));
  expect(many.strands).toBe(few.strands);
  expect(many.switches - few.switches).toBe(20);
});
