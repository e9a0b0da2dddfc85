import type { Strand } from "@respin/core";
import type { Cost, Machine } from "@respin/hardware";
import type { Waiting } from "@respin/linker";
import type { Crossings } from "../crossings.js";
import type { Workbench } from "../workbench/workbench.js";
import type { KernelThreads } from "./c-threads.js";
import type { NativeThreads } from "./native-threads.js";
import type { Body } from "./package.js";

/**
 * The microkernel's threads, as a library in a task has them. What changes a thread is a request to the kernel, by message;
 * a thread that waits receives at a port of its own, and is woken by a message to it.
 */
export class MessageThreads implements KernelThreads<Strand> {
  readonly #native: NativeThreads;
  readonly #machine: Machine;
  readonly #crossings: Crossings;
  readonly #enter: Cost;
  readonly #exit: Cost;
  readonly #send: Cost;
  readonly #request: Cost;

  constructor({ kernel: { machine }, crossings }: Workbench, native: NativeThreads) {
    this.#native = native;
    this.#machine = machine;
    this.#crossings = crossings;
    this.#enter = machine.costs.named("trap.enter");
    this.#exit = machine.costs.named("trap.exit");
    this.#send = machine.costs.named("message.send");
    this.#request = machine.costs.named("kernel.request");
  }

  /** Two requests: the thread is made, and then told where it starts (thread_create, thread_set_state). */
  *create(body: Body): Waiting<Strand> {
    const thread = yield* this.#requested(() => this.#native.create(body));
    yield* this.#requested(nothingMore);
    return thread;
  }

  resume(thread: Strand): Waiting {
    return this.#requested(() => this.#native.resume(thread));
  }

  *block(): Waiting {
    this.#machine.spend(this.#enter);
    yield* this.#native.block();
    this.#machine.spend(this.#exit);
  }

  *wake(thread: Strand): Waiting {
    this.#machine.spend(this.#enter);
    this.#machine.spend(this.#send);
    this.#crossings.messages++;
    yield* this.#native.wake(thread);
    this.#machine.spend(this.#exit);
  }

  /** A thread that has nothing to do waits for its next use: no request ends it. */
  terminate(): Waiting {
    return this.#native.terminate();
  }

  self(): Strand {
    return this.#native.self();
  }

  /** A request to the kernel and its answer, within one thread. */
  *#requested<Result>(serve: () => Waiting<Result>): Waiting<Result> {
    this.#machine.spend(this.#enter);
    this.#machine.spend(this.#request);
    this.#machine.spend(this.#send, 2);
    this.#crossings.messages += 2;
    const result = yield* serve();
    this.#machine.spend(this.#exit);
    return result;
  }
}

function* nothingMore(): Waiting {}
