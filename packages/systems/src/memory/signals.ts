import type { MemoryFault, StrandT } from "@respin/core";
import { invariant, RespinError, type Cost } from "@respin/hardware";
import type { Waiting } from "@respin/linker";
import { fixedCall } from "../calls/system-call.js";
import type { User, Workbench } from "../workbench/workbench.js";
import type { MappedRegion } from "./program.js";

/**
 * A signal frame in quadwords: the Alpha's 32 integer and 32 floating-point registers, and eight more for the program
 * counter, the processor's status, the mask and what the fault was.
 */
const frameQuadwords = 72;
const frameWords = 2 * frameQuadwords;

/** Words of a frame that have a meaning here; the others are the registers of a program that the model does not have. */
const Word = { mark: 0, address: 1, write: 2, stackPointer: 3 } as const;
/** What every frame begins with, so that one that was overwritten is not taken for one. */
const frameMark = 0x5169;

/** What a handler is told of a fault. */
export interface SignalInfo {
  readonly address: number;
  readonly write: boolean;
}

/**
 * Signals of a process with one thread, for memory faults: the kernel copies a frame with the thread's state onto the
 * user's stack and has the thread run the handler in user mode; when that returns, the thread gives the frame back by the
 * system call `sigreturn` and goes on where it was. A handler that faults itself gets another frame, below.
 *
 * Invariant Y1: the frames on the stack are those of the handlers that run, the innermost lowest, and each is given back once.
 *   Kept by: `deliver` and `#sigreturn`. Attacked by: signals.test.ts
 */
export class Signals {
  readonly #workbench: Workbench;
  readonly #user: User;
  readonly #handler: (info: SignalInfo) => Waiting;
  readonly #deliver: Cost;
  readonly #copy: Cost;
  /** The thread's state that is saved and restored. The stack grows downwards. */
  #stackPointer: number;
  #pending = false;

  constructor(workbench: Workbench, user: User, stack: MappedRegion, handler: (info: SignalInfo) => Waiting) {
    const { costs, mmu } = workbench.kernel.machine;
    this.#workbench = workbench;
    this.#user = user;
    this.#handler = handler;
    this.#deliver = costs.named("signal.deliver");
    this.#copy = costs.named("copy.quadword");
    this.#stackPointer = stack.address + stack.pages * mmu.pageWords;
  }

  /** Where the thread's stack ends now. */
  get stackPointer(): number {
    return this.#stackPointer;
  }

  /** In the kernel: put a frame onto the stack. Throws RSP_SIGNAL_STACK when there is no room that may be written. */
  deliver({ address, write }: MemoryFault): void {
    const { machine } = this.#workbench.kernel;
    invariant(!this.#pending, "a thread that met a fault meets the next one when it runs again");
    machine.spend(this.#deliver);
    const frame = new Int32Array(frameWords);
    frame[Word.mark] = frameMark;
    frame[Word.address] = address;
    frame[Word.write] = write ? 1 : 0;
    frame[Word.stackPointer] = this.#stackPointer;
    const top = this.#stackPointer - frameWords;
    machine.spend(this.#copy, frameQuadwords);
    for (const [word, value] of frame.entries()) {
      if (machine.mmu.store(this.#user.asn, top + word, value) >= 0) continue;
      throw new RespinError(
        "RSP_SIGNAL_STACK",
        `${this.#user.strand.name}: a signal cannot be delivered: word ${top + word} of its stack cannot be written; give it a larger stack, and leave that alone`,
      );
    }
    this.#stackPointer = top;
    this.#pending = true;
  }

  /** What the thread does first when it is in user mode again: the handler, if a signal was delivered. */
  returning(strand: StrandT): Waiting | undefined {
    if (!this.#pending || strand !== this.#user.strand.capability) return undefined;
    this.#pending = false;
    return this.#handle(this.#stackPointer);
  }

  /** In user mode: the handler, and the way back. */
  *#handle(frame: number): Waiting {
    yield* this.#handler({ address: this.#word(frame + Word.address), write: this.#word(frame + Word.write) === 1 });
    yield* fixedCall(this.#workbench, () => this.#sigreturn(frame));
  }

  /** Take the thread's state from the frame again. Throws RSP_SIGNAL_FRAME for what is none. */
  *#sigreturn(frame: number): Waiting {
    const { machine } = this.#workbench.kernel;
    machine.spend(this.#copy, frameQuadwords);
    const restored = this.#word(frame + Word.stackPointer);
    if (this.#word(frame + Word.mark) !== frameMark || restored !== frame + frameWords) {
      throw new RespinError(
        "RSP_SIGNAL_FRAME",
        `${this.#user.strand.name}: sigreturn: word ${frame} is not the first of a signal frame; leave the frames on the stack alone`,
      );
    }
    this.#stackPointer = restored;
  }

  #word(address: number): number {
    const { mmu } = this.#workbench.kernel.machine;
    // What cannot be read is no frame.
    return mmu.load(this.#user.asn, address) < 0 ? Number.NaN : mmu.loaded;
  }
}
