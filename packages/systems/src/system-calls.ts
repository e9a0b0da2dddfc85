import type { Context, Kernel } from "@respin/core";
import { invariant } from "@respin/hardware";
import type { Waiting } from "@respin/linker";

type Call = () => Waiting<unknown>;

/**
 * The system calls of an application whose extension's interface is its calls: each is raised as Trap.SystemCall (SOSP'95, section
 * 5.2), and the handler that is installed for the application's space makes the call. The call itself is the one parameter: what
 * its number and operands would be on a machine, the interface says.
 */
export class SystemCalls {
  readonly #kernel: Kernel;

  constructor(kernel: Kernel) {
    this.#kernel = kernel;
  }

  /** How the calls of one context are raised, by the strand that runs. One that nobody handles throws RSP_SYSTEM_CALL. */
  raisedFor(context: Context): (call: Call) => Waiting<unknown> {
    const { strands, trap } = this.#kernel;
    return (call) =>
      trap.events.SystemCall.raise({ context, strand: strands.current.capability, number: 0, parameters: [call] });
  }

  /** Install a handler for the calls of one context. Returns how they are raised. */
  handledFor(context: Context, module: string): (call: Call) => Waiting<unknown> {
    const { dispatcher, modules, trap } = this.#kernel;
    dispatcher.installHandler(modules.create(module), trap.events.SystemCall, ({ parameters: [call] }) => made(call), {
      guards: [(raised) => raised.context === context],
      order: "first",
      cancel: true,
    });
    return this.raisedFor(context);
  }
}

function made(call: unknown): Waiting<unknown> {
  invariant(isCall(call), "a system call of an interface carries its call");
  return call();
}

/** Only `raisedFor` raises for the spaces that these handlers are for. */
function isCall(value: unknown): value is Call {
  return typeof value === "function";
}
