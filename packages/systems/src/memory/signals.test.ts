import type { Waiting } from "@respin/linker";
import { expect, test } from "vitest";
import { machine } from "../testing/placements.js";
import { Workbench, type User } from "../workbench/workbench.js";
import { mprotect } from "./mprotect.js";
import { mapPages, UserProgram, type MappedRegion } from "./program.js";
import { Signals, type SignalInfo } from "./signals.js";
import { read, readWrite } from "./testing/worlds.js";

/** A process with some pages, a stack of four, and a handler of its own. */
class Process {
  readonly workbench = new Workbench("monolithic", { machine });
  readonly user: User = this.workbench.user("process");
  readonly data: MappedRegion = mapPages(this.workbench, this.user, 40);
  readonly stack: MappedRegion = mapPages(this.workbench, this.user, 4);
  readonly signals: Signals;
  readonly program: UserProgram;

  constructor(handler: (process: Process, info: SignalInfo) => Waiting) {
    const { dispatcher, modules, translation } = this.workbench.kernel;
    this.signals = new Signals(this.workbench, this.user, this.stack, (info) => handler(this, info));
    this.program = new UserProgram(this.workbench, this.user, this.data, (strand) => this.signals.returning(strand));
    const deliver = (fault: Parameters<Signals["deliver"]>[0]): void => this.signals.deliver(fault);
    dispatcher.installHandler(modules.create("signals"), translation.events.ProtectionFault, deliver, {
      order: "first",
      cancel: true,
    });
  }

  protect(address: number, pages: number, protection: typeof read | typeof readWrite): Waiting {
    return mprotect(this.workbench, [this.data, this.stack], { address, pages, protection });
  }

  page(address: number): number {
    return Math.floor((address - this.data.address) / this.workbench.kernel.machine.mmu.pageWords);
  }

  enable(address: number): Waiting {
    return this.protect(address, 1, readWrite);
  }

  run(program: Waiting): void {
    this.workbench.run(this.user.strand, program);
  }

  /** Words of the stack, from its end down, without their faults. */
  stackWord(address: number): number {
    const { mmu } = this.workbench.kernel.machine;
    return mmu.load(this.user.asn, address) < 0 ? -1 : mmu.loaded;
  }
}

test("the handler is told the word and that it was a store, and runs with a frame on the user's stack", () => {
  const told: (SignalInfo & { readonly stackPointer: number })[] = [];
  const process = new Process(function* (its, info) {
    told.push({ ...info, stackPointer: its.signals.stackPointer });
    yield* its.enable(info.address);
  });
  const { program, signals, data } = process;
  const top = signals.stackPointer;
  process.run(process.protect(data.address, 3, read));
  process.run(program.store(2, 9, 33));
  const address = data.address + 2 * 256 + 33;
  // 72 quadwords are 144 words.
  expect(told).toEqual([{ address, write: true, stackPointer: top - 144 }]);
  expect(process.stackWord(top - 144 + 1)).toBe(address);
  expect(signals.stackPointer).toBe(top);
});

test("a handler that faults gets a frame below its own, and each goes on where it was", () => {
  const trace: string[] = [];
  const depths = new Set<number>();
  const process = new Process(function* (its, { address }) {
    const page = its.page(address);
    trace.push(`> ${page}`);
    depths.add(its.signals.stackPointer);
    if (page > 0) yield* its.program.store(page - 1, page);
    yield* its.enable(address);
    trace.push(`< ${page}`);
  });
  const { program, signals, data } = process;
  const top = signals.stackPointer;
  process.run(process.protect(data.address, 4, read));
  process.run(program.store(3, 77));
  expect(trace).toEqual(["> 3", "> 2", "> 1", "> 0", "< 0", "< 1", "< 2", "< 3"]);
  expect([...depths]).toEqual([1, 2, 3, 4].map((frames) => top - 144 * frames));
  expect(signals.stackPointer).toBe(top);
  let loaded = 0;
  process.run(
    (function* () {
      loaded = (yield* program.load(3)) * 100 + (yield* program.load(0));
    })(),
  );
  expect(loaded).toBe(7701);
});

test("handlers within each other end where the stack does", () => {
  let entered = 0;
  const process = new Process(function* (its, { address }) {
    entered++;
    yield* its.program.store(its.page(address) + 1, 1);
  });
  process.run(process.protect(process.data.address, 40, read));
  expect(() => process.run(process.program.store(0, 1))).toThrow(expect.objectContaining({ code: "RSP_SIGNAL_STACK" }));
  expect(entered).toBe(Math.floor((4 * 256) / 144));
});

test("a stack that cannot be written takes no signal, and a frame that was overwritten is none", () => {
  const locked = new Process(function* () {});
  locked.run(locked.protect(locked.stack.address, 4, read));
  locked.run(locked.protect(locked.data.address, 1, read));
  expect(() => locked.run(locked.program.store(0, 1))).toThrow(expect.objectContaining({ code: "RSP_SIGNAL_STACK" }));

  for (const word of [0, 3]) {
    const process = new Process(function* (its, { address }) {
      const { mmu } = its.workbench.kernel.machine;
      mmu.store(its.user.asn, its.signals.stackPointer + word, 12345);
      yield* its.enable(address);
    });
    process.run(process.protect(process.data.address, 1, read));
    const store = process.program.store(0, 1);
    expect(() => process.run(store)).toThrow(expect.objectContaining({ code: "RSP_SIGNAL_FRAME" }));
  }
});

test("mprotect is of one's own addresses, by any word of the first page", () => {
  const process = new Process(function* () {});
  const { data, workbench } = process;
  process.run(process.protect(data.address + 256 + 5, 2, read));
  const allows = [0, 1, 2, 3].map((page) => workbench.kernel.translation.examineMapping(data.region, page));
  expect(allows).toEqual([readWrite, read, read, readWrite]);
  expect(() => process.run(process.protect(3, 1, read))).toThrow(expect.objectContaining({ code: "RSP_REGION" }));
});

test("a handler that leaves the page as it is is not asked for ever", () => {
  let asked = 0;
  const process = new Process(function* () {
    asked++;
  });
  process.run(process.protect(process.data.address, 1, read));
  const store = process.program.store(0, 1);
  expect(() => process.run(store)).toThrow(expect.objectContaining({ code: "RSP_FAULT_LOOP" }));
  expect(asked).toBe(100);
});
