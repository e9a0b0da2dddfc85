import { Protection } from "@respin/hardware";
import type { Waiting } from "@respin/linker";
import type { SystemName } from "../profile.js";
import type { Taken } from "../workbench/taken.js";
import { Workbench, type WorkbenchOptions } from "../workbench/workbench.js";
import type { ManagedMemory } from "./managed-memory.js";
import { microkernelMemory } from "./microkernel-memory.js";
import { monolithicMemory } from "./monolithic-memory.js";
import { mapPages, type ManagedUser } from "./program.js";
import { spinMemory } from "./spin-memory.js";

/**
 * The operations of SOSP'95, Table 4. `protect` and `unprotect` are of as many pages as the memory has (Prot1, Prot100,
 * Unprot100); `appel1-restarted` is Appel1 with the time until the store has gone through, where Appel1 stops with the handler.
 */
export const memoryOperations = [
  "dirty",
  "fault",
  "trap",
  "protect",
  "unprotect",
  "appel1",
  "appel1-restarted",
  "appel2",
] as const;
export type MemoryOperation = (typeof memoryOperations)[number];

export interface MemoryOptions extends WorkbenchOptions {
  /** Pages of the program's memory; Appel1 takes two or more. */
  readonly pages: number;
  /** Times that the average is taken over, 1 or more. */
  readonly iterations?: number;
  /** Spaces with a page each, beside the program's. */
  readonly spaces?: number;
  /** SPIN only: each of those spaces has an extension of its own, in place of one for all. */
  readonly apart?: boolean;
}

const placements: Readonly<
  Record<SystemName, (workbench: Workbench, users: readonly ManagedUser[], apart: boolean) => ManagedMemory>
> = { spin: spinMemory, monolithic: monolithicMemory, microkernel: microkernelMemory };

/** Frames that nobody's program has: the kernel's, and a signal stack's. */
const otherFrames = 16;

/** A system booted with a program that manages memory of its own. */
export function openMemory(
  system: SystemName,
  { pages, spaces = 0, apart = false, ...options }: MemoryOptions,
): { readonly workbench: Workbench; readonly memory: ManagedMemory } {
  const workbench = new Workbench(system, { frames: pages + spaces + otherFrames, ...options });
  const others = Array.from({ length: spaces }, (_, n) => withPages(workbench, `other ${n}`, 1));
  return {
    workbench,
    memory: placements[system](workbench, [...others, withPages(workbench, "program", pages)], apart),
  };
}

function withPages(workbench: Workbench, name: string, pages: number): ManagedUser {
  const user = workbench.user(name);
  return [user, mapPages(workbench, user, pages)];
}

/** One turn of an operation's loop. Undefined where the system has no such operation. */
type Turn = (() => Waiting<unknown>) | undefined;

/** The loops of SOSP'95's test: what is set up for each turn, and where the stopwatch runs. */
const turns: Readonly<Record<MemoryOperation, (memory: ManagedMemory) => Turn>> = {
  dirty: ({ examine }) => (examine === undefined ? undefined : () => examine(0)),

  trap: (memory) => {
    memory.answer({ stops: "entry", protectsNext: false });
    return () => faulting(memory);
  },

  fault: (memory) => () => faulting(memory),

  protect: (memory) =>
    function* () {
      const { pages } = memory.program.memory;
      yield* memory.protect(0, pages, Protection.read, true);
      yield* memory.protect(0, pages, Protection.readWrite);
    },

  unprotect: (memory) =>
    function* () {
      const { pages } = memory.program.memory;
      yield* memory.protect(0, pages, Protection.read);
      yield* memory.protect(0, pages, Protection.readWrite, true);
    },

  appel1: (memory) => {
    memory.answer({ stops: "end", protectsNext: true });
    return faultingOnNext(memory);
  },

  "appel1-restarted": (memory) => {
    memory.answer({ stops: "never", protectsNext: true });
    return faultingOnNext(memory);
  },

  appel2: (memory) =>
    function* () {
      const { program, watch } = memory;
      const { pages } = program.memory;
      watch.start();
      yield* memory.protect(0, pages, Protection.read);
      for (let page = 0; page < pages; page++) yield* program.store(page, page);
      watch.stop();
    },
};

/** A store to a page that is read-only. */
function* faulting({ program, watch, protect }: ManagedMemory): Waiting {
  yield* protect(0, 1, Protection.read);
  watch.start();
  yield* program.store(0, 1);
  watch.stop();
}

/** Stores to one page after the other, of which each is read-only since the fault in the one before. */
function faultingOnNext({ program, watch, protect }: ManagedMemory): Turn {
  let page = -1;
  return function* () {
    if (page < 0) yield* protect(0, 1, Protection.read);
    page = (page + 1) % program.memory.pages;
    watch.start();
    yield* program.store(page, page);
    watch.stop();
  };
}

/** Turns before the stopwatch counts: the buffers, code and lists that every later turn finds are there then. */
const warmUpTurns = 2;

/**
 * What an operation takes on average, by the procedure of SOSP'95's test; of Appel2 it is what each page takes. Every page
 * has been stored to before. Undefined where the system has no such operation.
 */
export function measureMemory(
  system: SystemName,
  operation: MemoryOperation,
  options: MemoryOptions,
): Taken | undefined {
  const { iterations = 10, pages } = options;
  const { workbench, memory } = openMemory(system, options);
  const turn = turns[operation](memory);
  if (turn === undefined) return undefined;
  const { program, watch } = memory;
  workbench.run(
    program.user.strand,
    (function* () {
      for (let page = 0; page < pages; page++) yield* program.store(page, 0);
      for (let n = 0; n < warmUpTurns; n++) yield* turn();
      watch.reset();
      for (let n = 0; n < iterations; n++) yield* turn();
    })(),
  );
  return watch.taken(operation === "appel2" ? iterations * pages : iterations);
}
