import type { Dispatcher, Event } from "@respin/dispatcher";
import type { Client, Interface, Procedure } from "./interface.js";

/** Each procedure of an interface as the event that it is: raising it is calling it, and handlers can be installed. */
export type Events<I> = {
  readonly [K in keyof Client<I>]: Client<I>[K] extends (...args: infer Args) => infer Result
    ? Event<Args, Result>
    : never;
};

type Declared = Readonly<Record<string, Procedure<readonly unknown[], unknown>>>;

/** The events of an interface, with the implementation's procedures as their intrinsic handlers. */
export function defineEvents<Procedures extends Declared>(
  dispatcher: Dispatcher,
  declared: Interface<Procedures>,
  implementation: Client<Interface<Procedures>>,
): Events<Interface<Procedures>> {
  const events: Partial<Record<keyof Procedures, unknown>> = {};
  for (const name of Object.keys(declared.procedures) as (keyof Procedures & string)[]) {
    const intrinsic = implementation[name] as (...args: readonly unknown[]) => unknown;
    events[name] = dispatcher.define(`${declared.name}.${name}`, intrinsic, declared.name);
  }
  return events as Events<Interface<Procedures>>;
}
