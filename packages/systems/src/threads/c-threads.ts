import { RespinError } from "@respin/hardware";
import type { Waiting } from "@respin/linker";
import type { Body, Condition, Mutex, ThreadPackage } from "./package.js";

/** Threads of a kernel, in the words of Mach's interface: what a user-level package stands on. */
export interface KernelThreads<Thread> {
  /** A thread that does not run yet. */
  create(body: Body): Waiting<Thread>;
  /** Let a thread run that was created. */
  resume(thread: Thread): Waiting;
  /** Wait until another thread wakes this one. A wake that came before counts. */
  block(): Waiting;
  wake(thread: Thread): Waiting;
  /** The end of the thread that calls it: nothing of it runs after that. */
  terminate(): Waiting;
  /** The thread that runs. */
  self(): Thread;
}

interface CThread<Thread> {
  isDone: boolean;
  joiner: Thread | undefined;
}

/**
 * C-Threads as a library in the program's own space, over the threads of a kernel: Mach's, or those that an extension of
 * SPIN makes of strands. P-Threads are a superset of them. What is free is taken, and what nobody waits for is given, without
 * a call of the kernel.
 *
 * Invariant C1: a thread that waits in a queue of the library is woken once for it: by who takes it out.
 *   Kept by: `lock` and `wait`, which look again. Attacked by: c-threads.test.ts
 */
export class CThreads<Thread> implements ThreadPackage<CThread<Thread>> {
  readonly #kernel: KernelThreads<Thread>;
  /** One operation of the library was done. */
  readonly #charge: () => void;

  constructor(kernel: KernelThreads<Thread>, charge: () => void) {
    this.#kernel = kernel;
    this.#charge = charge;
  }

  *fork(body: Body): Waiting<CThread<Thread>> {
    this.#charge();
    const thread: CThread<Thread> = { isDone: false, joiner: undefined };
    const run = (): Waiting => this.#run(thread, body);
    yield* this.#kernel.resume(yield* this.#kernel.create(run));
    return thread;
  }

  *join(thread: CThread<Thread>): Waiting {
    this.#charge();
    if (thread.joiner !== undefined) {
      throw new RespinError("RSP_THREAD_JOINED", "a thread is joined by one other; another waits for it already");
    }
    if (thread.isDone) return;
    thread.joiner = this.#kernel.self();
    while (!thread.isDone) yield* this.#kernel.block();
  }

  mutex(): Mutex {
    const state: { owner: Thread | undefined } = { owner: undefined };
    const waiting: Thread[] = [];
    const kernel = this.#kernel;
    const charge = this.#charge;
    return {
      *lock() {
        charge();
        const self = kernel.self();
        if (state.owner === undefined) {
          state.owner = self;
          return;
        }
        // It is handed over by who unlocks: nobody else takes it meanwhile.
        waiting.push(self);
        while (waiting.includes(self)) yield* kernel.block();
      },
      *unlock() {
        charge();
        if (state.owner !== kernel.self()) {
          throw new RespinError("RSP_MUTEX", "a mutex is unlocked by the thread that has it; lock it first");
        }
        const next = waiting.shift();
        state.owner = next;
        if (next !== undefined) yield* kernel.wake(next);
      },
    };
  }

  condition(): Condition {
    const waiting: Thread[] = [];
    const kernel = this.#kernel;
    const charge = this.#charge;
    return {
      *wait(mutex) {
        charge();
        const self = kernel.self();
        waiting.push(self);
        yield* mutex.unlock();
        while (waiting.includes(self)) yield* kernel.block();
        yield* mutex.lock();
      },
      *signal() {
        charge();
        const next = waiting.shift();
        if (next !== undefined) yield* kernel.wake(next);
      },
    };
  }

  *#run(thread: CThread<Thread>, body: Body): Waiting {
    try {
      yield* body();
    } finally {
      this.#charge();
      thread.isDone = true;
      if (thread.joiner !== undefined) yield* this.#kernel.wake(thread.joiner);
      yield* this.#kernel.terminate();
    }
  }
}
