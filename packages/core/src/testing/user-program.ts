import type { Waiting } from "@respin/linker";
import { Strand, type Context, type Extension, type Kernel } from "../index.js";

/** A program of an application, in a space of its own, that is served by an extension through system calls. */
export class UserProgram {
  readonly kernel: Kernel;
  readonly context: Context;
  readonly extension: Extension;
  /** What a thread runs that begins at each address. */
  readonly text: ((argument: number) => Waiting)[] = [];

  /** With `exit`, every thread makes that system call when it has come to its end. */
  constructor(kernel: Kernel, objectFile: Uint8Array, { exit }: { readonly exit?: number } = {}) {
    this.kernel = kernel;
    this.context = kernel.translation.create();
    this.extension = kernel.extensions.load(objectFile, { grant: { contexts: [this.context] } });
    const { text, call } = this;
    kernel.strands.programs.load(this.context, {
      *run(start, argument) {
        yield* text[start](argument);
        if (exit !== undefined) yield* call(exit);
      },
    });
  }

  /** A system call of the thread that runs. */
  readonly call = (number: number, ...parameters: readonly unknown[]): Waiting<unknown> => {
    const { context } = this;
    const strand = this.kernel.strands.current.capability;
    return this.kernel.trap.events.SystemCall.raise({ context, strand, number, parameters });
  };

  /** Run the first thread until it has ended, and all that is ready then. */
  run(first: () => Waiting): void {
    const { strands, spaces } = this.kernel;
    const strand = new Strand("program", spaces.asnOf(this.context, "a test"));
    let ended = false;
    strands.whenEnded(strand, () => (ended = true));
    strands.start(strand, first());
    strands.runUntil(() => ended && strands.ready === 0);
  }

  /** The codes with which some system calls are refused, one after the other; undefined for one that is not. */
  *refusals(calls: readonly (readonly [number, ...unknown[]])[]): Waiting<unknown[]> {
    const codes: unknown[] = [];
    for (const [number, ...parameters] of calls) {
      try {
        yield* this.call(number, ...parameters);
        codes.push(undefined);
      } catch (error) {
        codes.push(Object(error).code);
      }
    }
    return codes;
  }
}
