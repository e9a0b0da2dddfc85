import type { Dispatcher, Event } from "@respin/dispatcher";
import type { Client, Interface, Procedure } from "./interface.js";

/** Each procedure of an interface as the event that it is: raising it is calling it, and handlers can be installed. */
export type Events<I> = {
  readonly [K in keyof Client<I>]: Client<I>[K] extends (...args: infer Args) => infer Result
    ? Event<Args, Result>
    : never;
};

type Declared = Readonly<Record<string, Procedure<readonly unknown[], unknown>>>;

/**
 * The events of an interface, with the implementation's procedures as their intrinsic handlers. The two casts say what the
 * loop does and the compiler cannot follow: it goes through all procedures, each with its own types.
 */
export function defineEvents<Procedures extends Declared>(
  dispatcher: Dispatcher,
  declared: Interface<Procedures>,
  implementation: Client<Interface<Procedures>>,
): Events<Interface<Procedures>> {
  const intrinsics = implementation as Readonly<Record<string, (...args: readonly unknown[]) => unknown>>;
  const events: Record<string, Event<readonly unknown[], unknown>> = {};
  for (const name of Object.keys(declared.procedures)) {
    events[name] = dispatcher.define(`${declared.name}.${name}`, intrinsics[name], declared.name);
  }
  return events as Events<Interface<Procedures>>;
}
