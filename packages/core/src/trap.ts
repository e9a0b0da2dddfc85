import { RespinError } from "@respin/hardware";
import { defineEvents, type Dispatching, type Events } from "@respin/linker";
import { ownOnly } from "./extensions/holdings.js";
import { Trap, type SystemCall } from "./interfaces.js";
import { Strand } from "./strand.js";

/** The traps of applications, as events. An extension handles those of its own spaces: the guard is imposed. */
export class TrapService {
  readonly events: Events<typeof Trap>;

  constructor(dispatching: Dispatching) {
    const ofOwnSpaces = ownOnly(
      ({ contexts }) =>
        (call: SystemCall) =>
          contexts.has(call.context),
    );
    // A generator that throws at its first step: whoever makes the call hears of it where it waits.
    this.events = defineEvents(dispatching, Trap, { SystemCall: unhandled }, { SystemCall: ofOwnSpaces });
  }
}

// eslint-disable-next-line require-yield
function* unhandled({ number, strand }: SystemCall): Generator<void, never, void> {
  const { name } = Strand.of(strand, "Trap.SystemCall");
  throw new RespinError(
    "RSP_SYSTEM_CALL",
    `Trap.SystemCall: nobody handles system call ${number} of ${name}; install a handler`,
  );
}
