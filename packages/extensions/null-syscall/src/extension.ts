import { Dispatcher, Trap, type SystemCall } from "@respin/core";
import { implement, type Waiting } from "@respin/linker";
import { Null } from "@respin/null-syscall";

function* nothing(): Waiting {}

/** Every system call of the spaces that it works for does nothing, and is answered with its number. */
function* onSystemCall({ number }: SystemCall): Waiting<number> {
  yield* nothing();
  return number;
}

export const extension = implement(Null, { Nothing: nothing });

Dispatcher.Install(Trap.SystemCall, onSystemCall, { order: "first", cancel: true });
