import { machThreadCalls } from "@respin/mach-threads";
import type { Strand } from "@respin/core";
import type { Waiting } from "@respin/linker";
import { systemCall } from "../calls/system-call.js";
import type { User, Workbench } from "../workbench/workbench.js";
import { Bodies } from "./bodies.js";
import type { KernelThreads } from "./c-threads.js";
import type { Body } from "./package.js";

/** Mach's kernel threads, as an extension of SPIN has them: what a library in the program's space stands on, layered. */
export class LayeredThreads implements KernelThreads<number> {
  readonly #workbench: Workbench;
  readonly #user: User;
  readonly #bodies = new Bodies();
  readonly #threads = new Map<number, number>();
  readonly #running = new Map<Strand, number>();

  /** For the program of a user's space, whose calls the extension handles. The user's own strand is its first thread. */
  constructor(workbench: Workbench, user: User) {
    this.#workbench = workbench;
    this.#user = user;
    const { strands } = workbench.kernel;
    strands.programs.load(user.context, {
      run: (_start, argument) => {
        this.#running.set(strands.current, this.#threads.get(argument) ?? 0);
        return this.#bodies.take(argument)();
      },
    });
  }

  *create(body: Body): Waiting<number> {
    const argument = this.#bodies.add(body);
    const thread = Number(yield* this.#call(machThreadCalls.create, 0, argument));
    this.#threads.set(argument, thread);
    return thread;
  }

  *resume(thread: number): Waiting {
    yield* this.#call(machThreadCalls.resume, thread);
  }

  *block(): Waiting {
    yield* this.#call(machThreadCalls.block);
  }

  *wake(thread: number): Waiting {
    yield* this.#call(machThreadCalls.wake, thread);
  }

  *terminate(): Waiting {
    this.#running.delete(this.#workbench.kernel.strands.current);
    yield* this.#call(machThreadCalls.terminate);
  }

  /** 0 is the program's first. */
  self(): number {
    return this.#running.get(this.#workbench.kernel.strands.current) ?? 0;
  }

  #call(number: number, ...parameters: readonly unknown[]): Waiting<unknown> {
    return systemCall(this.#workbench, this.#user, number, ...parameters);
  }
}
