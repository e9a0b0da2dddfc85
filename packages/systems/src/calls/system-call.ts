import type { Waiting } from "@respin/linker";
import { trapped } from "../boundary.js";
import type { User, Workbench } from "../workbench/workbench.js";

/** A system call of the strand that runs, in a user's space, as the extension that handles the space's calls gets it. SPIN's. */
export function systemCall(
  { kernel, crossings }: Workbench,
  { context }: User,
  number: number,
  ...parameters: readonly unknown[]
): Waiting<unknown> {
  return trapped(kernel.machine, crossings, () => {
    const strand = kernel.strands.current.capability;
    return kernel.trap.events.SystemCall.raise({ context, strand, number, parameters });
  });
}

/** A system call of a fixed kernel: a procedure that was linked into it. */
export function fixedCall<Result>({ kernel, crossings }: Workbench, procedure: () => Waiting<Result>): Waiting<Result> {
  return trapped(kernel.machine, crossings, procedure);
}
