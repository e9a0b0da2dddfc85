import type { Machine } from "@respin/hardware";
import { declarationOf, messageWords, type Client, type Interface, type Procedure, type Waiting } from "@respin/linker";
import type { Crossings } from "./crossings.js";
import type { Port } from "./port.js";

/**
 * The three boundaries that a call to a service may cross (design section 4). Each takes an implementation of an
 * interface and gives the same interface as a client sees it from the other side: a service is written once, and a
 * system is a placement.
 */

type Operations = Readonly<Record<string, Procedure<readonly unknown[], unknown> & { readonly waits: true }>>;
type Implementation = Readonly<Record<string, (...args: readonly unknown[]) => Waiting<unknown>>>;

/** What stands around one call. */
type Around = (procedure: Procedure<readonly unknown[], unknown>, call: () => Waiting<unknown>) => Waiting<unknown>;

function stub<Procedures extends Operations>(
  declared: Interface<Procedures>,
  implementation: Client<Interface<Procedures>>,
  around: Around,
): Client<Interface<Procedures>> {
  const procedures = implementation as Implementation;
  const client: Record<string, (...args: readonly unknown[]) => Waiting<unknown>> = {};
  for (const [name, procedure] of Object.entries(declarationOf(declared).procedures)) {
    client[name] = (...args) => around(procedure, () => procedures[name](...args));
  }
  return client as Client<Interface<Procedures>>;
}

/** No boundary: a procedure call between two domains of one protected space. */
export function throughCall<Procedures extends Operations>(
  declared: Interface<Procedures>,
  implementation: Client<Interface<Procedures>>,
  machine: Machine,
  crossings: Crossings,
): Client<Interface<Procedures>> {
  const cost = machine.costs.named("call.kernel");
  return stub(declared, implementation, (_procedure, call) => {
    machine.spend(cost);
    crossings.calls++;
    return call();
  });
}

/** A trap: user mode to kernel mode and back, in one address space. */
export function throughTrap<Procedures extends Operations>(
  declared: Interface<Procedures>,
  implementation: Client<Interface<Procedures>>,
  machine: Machine,
  crossings: Crossings,
): Client<Interface<Procedures>> {
  return stub(declared, implementation, (_procedure, call) => trapped(machine, crossings, call));
}

/** One call through a trap; the way out is charged also when the call throws. */
export function* trapped<Result>(machine: Machine, crossings: Crossings, call: () => Waiting<Result>): Waiting<Result> {
  crossings.traps++;
  machine.spend(machine.costs.named("trap.enter"));
  machine.spend(machine.costs.named("syscall.path"));
  try {
    return yield* call();
  } finally {
    machine.spend(machine.costs.named("trap.exit"));
  }
}

/** A raise: the call is dispatched to whoever handles it, without leaving the protected space. */
export function throughEvent<Procedures extends Operations>(
  declared: Interface<Procedures>,
  implementation: Client<Interface<Procedures>>,
  raise: (call: () => Waiting<unknown>) => Waiting<unknown>,
): Client<Interface<Procedures>> {
  return stub(declared, implementation, (_procedure, call) => raise(call));
}

/** A message to the port of a task, and the message that comes back. */
export function throughMessage<Procedures extends Operations>(
  declared: Interface<Procedures>,
  implementation: Client<Interface<Procedures>>,
  port: Port,
): Client<Interface<Procedures>> {
  return stub(declared, implementation, (procedure, call) => port.call(messageWords(procedure), call));
}
