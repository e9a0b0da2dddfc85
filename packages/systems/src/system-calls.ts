import type { Context } from "@respin/core";
import type { Dispatcher, Event } from "@respin/dispatcher";
import { RespinError } from "@respin/hardware";
import type { Waiting } from "@respin/linker";

interface SystemCall {
  readonly context: Context;
  readonly call: () => Waiting<unknown>;
}

/** Trap.SystemCall: a system call is an event, which whoever exports the call to an application handles for it (SOSP'95, section 5.2). */
export class SystemCalls {
  readonly #dispatcher: Dispatcher;
  readonly #event: Event<[SystemCall], Waiting<unknown>>;

  constructor(dispatcher: Dispatcher) {
    this.#dispatcher = dispatcher;
    this.#event = dispatcher.define("Trap.SystemCall", (_call: SystemCall): Waiting<unknown> => unknownCall(), "Trap");
  }

  /** How the calls of one context are raised. Raising one that nobody handles throws RSP_SYSTEM_CALL. */
  raisedFor(context: Context): (call: () => Waiting<unknown>) => Waiting<unknown> {
    return (call) => this.#event.raise({ context, call });
  }

  /** Install a handler for the calls of one context. Returns how they are raised. */
  handledFor(context: Context, module: string): (call: () => Waiting<unknown>) => Waiting<unknown> {
    this.#dispatcher.install(this.#event, ({ call }) => call(), {
      module,
      guard: (raised) => raised.context === context,
      order: "first",
      cancel: true,
    });
    return this.raisedFor(context);
  }
}

function unknownCall(): never {
  throw new RespinError(
    "RSP_SYSTEM_CALL",
    "Trap.SystemCall: nobody handles system calls of this application; install a handler",
  );
}
