import { Strand } from "@respin/core";
import { openToAll, parameter, reference, signature } from "@respin/dispatcher";
import type { MachineProfile } from "@respin/hardware";
import { defineInterface, nothing, operation, type Client, type Waiting } from "@respin/linker";
import { throughCall, throughEvent, throughMessage, throughTrap } from "./boundary.js";
import { Port } from "./port.js";
import { prepareDisk } from "./prepare.js";
import type { SystemName } from "./profile.js";
import { Foundation } from "./system.js";

const Null = defineInterface("Null", {
  /** No arguments, no result, nothing done: what is left is the crossing. */
  Nothing: operation([], nothing),
});

const calling = signature(
  [
    parameter(
      "call",
      reference<() => Waiting<unknown>>("procedure", (value) => typeof value === "function"),
    ),
  ],
  reference<Waiting<unknown>>("waiting", (value) => "next" in value),
);

/** Cycles of a call of the null procedure (SOSP'95, Table 2), for the boundaries that the system has. */
export interface NullCalls {
  readonly inKernelCall: number;
  readonly systemCall: number;
  /** Only where address spaces are crossed by messages. */
  readonly messageCall?: number;
}

/** Run the null procedure through each boundary of a system, by the mechanism that every other call of it goes through. */
export function measureNullCalls(name: SystemName, machine: MachineProfile): NullCalls {
  const foundation = new Foundation(name, {
    machine,
    frames: 64,
    platter: prepareDisk(machine, []),
    applications: [{ name: "caller" }],
  });
  const { kernel, crossings } = foundation;
  const { strands, dispatcher, modules } = kernel;
  const newSpace = (): number => kernel.spaces.asnOf(kernel.translation.create(), "Translation.Create");
  const caller = new Strand("caller", newSpace());
  const implementation: Client<typeof Null> = { *Nothing() {} };

  const cyclesOf = (client: Client<typeof Null>): number => {
    let cycles = 0;
    const program = function* (): Waiting {
      // Once to be where every further call begins.
      yield* client.Nothing();
      const start = kernel.machine.cycles;
      yield* client.Nothing();
      cycles = kernel.machine.cycles - start;
    };
    let ended = false;
    strands.whenEnded(caller, () => (ended = true));
    strands.start(caller, program());
    strands.runUntil(() => ended);
    return cycles;
  };

  const event = dispatcher.define(modules.create("Null"), "Null.SystemCall", calling, (call) => call(), {
    authorizer: openToAll,
  });
  if (name === "spin")
    dispatcher.installHandler(modules.create("null-syscall"), event, (call) => call(), {
      guards: [() => true],
      order: "first",
      cancel: true,
    });
  const dispatched = name === "spin" ? throughEvent(Null, implementation, (call) => event.raise(call)) : implementation;
  const calls = {
    inKernelCall: cyclesOf(throughCall(Null, implementation, kernel.machine, crossings)),
    systemCall: cyclesOf(throughTrap(Null, dispatched, kernel.machine, crossings)),
  };
  if (name !== "microkernel") return calls;
  const port = new Port("null server", newSpace(), 1, { machine: kernel.machine, strands, crossings });
  return { ...calls, messageCall: cyclesOf(throughMessage(Null, implementation, port)) };
}
