import type { Context } from "@respin/core";
import { openToAll, parameter, reference, signature, type Event } from "@respin/dispatcher";
import { RespinError } from "@respin/hardware";
import type { Dispatching, Waiting } from "@respin/linker";

interface SystemCall {
  readonly context: Context;
  readonly call: () => Waiting<unknown>;
}

const systemCall = reference<SystemCall>("SystemCall", (value) => "context" in value && "call" in value);
const waiting = reference<Waiting<unknown>>("waiting", (value) => "next" in value);
const handling = signature([parameter("call", systemCall)], waiting);

/** Trap.SystemCall: a system call is an event, which whoever exports the call to an application handles for it (SOSP'95, section 5.2). */
export class SystemCalls {
  readonly #dispatching: Dispatching;
  readonly event: Event<[SystemCall], Waiting<unknown>>;

  constructor(dispatching: Dispatching) {
    const { dispatcher, modules } = dispatching;
    this.#dispatching = dispatching;
    this.event = dispatcher.define(modules.create("Trap"), "Trap.SystemCall", handling, () => unknownCall(), {
      authorizer: openToAll,
    });
  }

  /** How the calls of one context are raised. Raising one that nobody handles throws RSP_SYSTEM_CALL. */
  raisedFor(context: Context): (call: () => Waiting<unknown>) => Waiting<unknown> {
    return (call) => this.event.raise({ context, call });
  }

  /** Install a handler for the calls of one context. Returns how they are raised. */
  handledFor(context: Context, module: string): (call: () => Waiting<unknown>) => Waiting<unknown> {
    const { dispatcher, modules } = this.#dispatching;
    dispatcher.installHandler(modules.create(module), this.event, ({ call }) => call(), {
      guards: [(raised) => raised.context === context],
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
