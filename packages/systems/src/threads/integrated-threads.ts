import { cThreadCalls } from "@respin/c-threads";
import type { Waiting } from "@respin/linker";
import { systemCall } from "../calls/system-call.js";
import type { User, Workbench } from "../workbench/workbench.js";
import { Bodies } from "./bodies.js";
import type { Body, Condition, Mutex, ThreadPackage } from "./package.js";

/** C-Threads of SPIN, integrated: an extension of the kernel has them, and each operation is a system call. */
export class IntegratedThreads implements ThreadPackage<number> {
  readonly #workbench: Workbench;
  readonly #user: User;
  readonly #bodies = new Bodies();
  readonly #mutexes = new WeakMap<Mutex, number>();
  #names = 0;

  /** For the program of a user's space, whose calls the extension handles. */
  constructor(workbench: Workbench, user: User) {
    this.#workbench = workbench;
    this.#user = user;
    workbench.kernel.strands.programs.load(user.context, { run: (_start, argument) => this.#run(argument) });
  }

  *fork(body: Body): Waiting<number> {
    return Number(yield* this.#call(cThreadCalls.fork, 0, this.#bodies.add(body)));
  }

  *join(thread: number): Waiting {
    yield* this.#call(cThreadCalls.join, thread);
  }

  mutex(): Mutex {
    const name = ++this.#names;
    const mutex: Mutex = {
      lock: () => this.#done(cThreadCalls.lock, name),
      unlock: () => this.#done(cThreadCalls.unlock, name),
    };
    this.#mutexes.set(mutex, name);
    return mutex;
  }

  condition(): Condition {
    const name = ++this.#names;
    return {
      wait: (mutex) => this.#done(cThreadCalls.wait, name, this.#mutexes.get(mutex)),
      signal: () => this.#done(cThreadCalls.signal, name),
    };
  }

  *#run(argument: number): Waiting {
    yield* this.#bodies.take(argument)();
    yield* this.#call(cThreadCalls.exit);
  }

  *#done(number: number, ...parameters: readonly unknown[]): Waiting {
    yield* this.#call(number, ...parameters);
  }

  #call(number: number, ...parameters: readonly unknown[]): Waiting<unknown> {
    return systemCall(this.#workbench, this.#user, number, ...parameters);
  }
}
