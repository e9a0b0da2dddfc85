import { KernelThreads } from "@respin/kernel-threads";
import { kernelSpace, Strand } from "@respin/core";
import type { Waiting } from "@respin/linker";
import { objectFile } from "../object-files.js";
import type { SystemName } from "../profile.js";
import { above, type Taken } from "../workbench/taken.js";
import { Workbench, type User, type WorkbenchOptions } from "../workbench/workbench.js";
import { CThreads } from "./c-threads.js";
import { IntegratedThreads } from "./integrated-threads.js";
import { LayeredThreads } from "./layered-threads.js";
import { MessageThreads } from "./message-threads.js";
import { NativeThreads } from "./native-threads.js";
import type { Body, ThreadPackage } from "./package.js";
import { forkJoin, pingPong } from "./programs.js";
import { TrappedThreads } from "./trapped-threads.js";

/** Whose threads a program uses (SOSP'95, Table 3): the kernel's own within it, or a package in the program's space. */
export const threadKinds = ["kernel", "user", "user-layered", "user-integrated"] as const;
export type ThreadKind = (typeof threadKinds)[number];

/** What threads do. */
export const threadPrograms = ["fork-join", "ping-pong"] as const;
export type ThreadProgram = (typeof threadPrograms)[number];

export interface ThreadOptions extends WorkbenchOptions {
  /** Rounds that the average is taken over, 1 or more. */
  readonly iterations?: number;
  /** Threads that exist beside those of the program, blocked. */
  readonly others?: number;
}

type Programs = Readonly<Record<ThreadProgram, (times: number) => Waiting>>;
type Make = (workbench: Workbench, user: User) => Programs;

const kinds: Readonly<Record<SystemName, Readonly<Record<ThreadKind, Make | undefined>>>> = {
  spin: {
    kernel: ({ kernel }) => {
      const threads = kernel.extensions.clientOf(
        kernel.extensions.load(objectFile("@respin/kernel-threads")),
        KernelThreads,
      );
      return { "fork-join": (times) => threads.ForkJoin(times), "ping-pong": (times) => threads.PingPong(times) };
    },
    user: undefined,
    "user-layered": (workbench, user) => {
      load(workbench, user, "@respin/mach-threads");
      return programsOf(new CThreads(new LayeredThreads(workbench, user), libraryOf(workbench)));
    },
    "user-integrated": (workbench, user) => {
      load(workbench, user, "@respin/c-threads");
      return programsOf(new IntegratedThreads(workbench, user));
    },
  },
  monolithic: {
    kernel: nativeWithin,
    // P-Threads make a stack for each thread that they fork.
    user: (workbench, { asn }) => {
      const threads = new CThreads(
        new TrappedThreads(workbench, new NativeThreads(workbench.kernel, asn)),
        libraryOf(workbench),
      );
      return programsOf(withStacks(workbench, threads));
    },
    "user-layered": undefined,
    "user-integrated": undefined,
  },
  microkernel: {
    kernel: nativeWithin,
    user: (workbench, { asn }) =>
      programsOf(
        new CThreads(new MessageThreads(workbench, new NativeThreads(workbench.kernel, asn)), libraryOf(workbench)),
      ),
    "user-layered": undefined,
    "user-integrated": undefined,
  },
};

/** What one round of a program of threads takes on a system, on average. Undefined where the system has no such threads. */
export function measureThreads(
  system: SystemName,
  kind: ThreadKind,
  program: ThreadProgram,
  options: ThreadOptions,
): Taken | undefined {
  const make = kinds[system][kind];
  if (make === undefined) return undefined;
  const { iterations = 10, others = 0 } = options;
  const workbench = new Workbench(system, options);
  const { strands } = workbench.kernel;
  const { asn } = workbench.user("others");
  for (let n = 0; n < others; n++) strands.start(new Strand("other", asn), waiting(workbench));
  if (others > 0) strands.runUntil(() => strands.ready === 0);
  const user = workbench.user("program");
  const programs = make(workbench, user);
  const strand = kind === "kernel" ? new Strand("program", kernelSpace) : user.strand;
  const take = (times: number): Taken => workbench.take(() => strands.start(strand, programs[program](times)));
  // What comes once, at the beginning and at the end, is in both.
  take(1);
  const few = take(2);
  return divided(above(take(2 + iterations), few), iterations);
}

function divided({ cycles, breakdown, crossings }: Taken, parts: number): Taken {
  const each = Object.entries(breakdown).map(([name, spent]) => [name, spent / parts] as const);
  const { calls, traps, messages } = crossings;
  return {
    cycles: cycles / parts,
    breakdown: Object.fromEntries(each),
    crossings: { calls: calls / parts, traps: traps / parts, messages: messages / parts },
  };
}

/** A thread that waits for ever. */
function* waiting({ kernel: { strands } }: Workbench): Waiting {
  for (;;) {
    strands.block();
    yield;
  }
}

function programsOf<Thread>(threads: ThreadPackage<Thread>): Programs {
  return {
    "fork-join": (times) => forkJoin(threads, times),
    "ping-pong": (times) => pingPong(threads, times, () => {}),
  };
}

/** The threads of a fixed kernel, used within it. */
function nativeWithin({ kernel }: Workbench): Programs {
  return programsOf(new CThreads(new NativeThreads(kernel, kernelSpace), () => {}));
}

function load({ kernel }: Workbench, { context }: User, name: string): void {
  kernel.extensions.load(objectFile(name), { grant: { contexts: [context] } });
}

/** What a library in the program's space does for each of its operations. */
function libraryOf({ kernel: { machine } }: Workbench): () => void {
  const cost = machine.costs.named("thread.library");
  return () => machine.spend(cost);
}

function withStacks<Thread>({ kernel: { machine } }: Workbench, threads: ThreadPackage<Thread>): ThreadPackage<Thread> {
  const cost = machine.costs.named("thread.stack");
  return {
    *fork(body: Body) {
      machine.spend(cost);
      return yield* threads.fork(body);
    },
    join: (thread) => threads.join(thread),
    mutex: () => threads.mutex(),
    condition: () => threads.condition(),
  };
}
