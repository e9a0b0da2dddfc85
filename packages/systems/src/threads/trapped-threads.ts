import type { Strand } from "@respin/core";
import type { Waiting } from "@respin/linker";
import { fixedCall } from "../calls/system-call.js";
import type { Workbench } from "../workbench/workbench.js";
import type { KernelThreads } from "./c-threads.js";
import type { NativeThreads } from "./native-threads.js";
import type { Body } from "./package.js";

/** The monolithic kernel's threads, as a library in a program's space has them: each operation is a system call. */
export class TrappedThreads implements KernelThreads<Strand> {
  readonly #workbench: Workbench;
  readonly #native: NativeThreads;

  constructor(workbench: Workbench, native: NativeThreads) {
    this.#workbench = workbench;
    this.#native = native;
  }

  create(body: Body): Waiting<Strand> {
    return fixedCall(this.#workbench, () => this.#native.create(body));
  }

  resume(thread: Strand): Waiting {
    return fixedCall(this.#workbench, () => this.#native.resume(thread));
  }

  block(): Waiting {
    return fixedCall(this.#workbench, () => this.#native.block());
  }

  wake(thread: Strand): Waiting {
    return fixedCall(this.#workbench, () => this.#native.wake(thread));
  }

  terminate(): Waiting {
    return fixedCall(this.#workbench, () => this.#native.terminate());
  }

  self(): Strand {
    return this.#native.self();
  }
}
