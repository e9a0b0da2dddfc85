import {
  openToAll,
  parameter,
  signature,
  type Dispatcher,
  type Event,
  type Modules,
  type Signature,
  type Type,
} from "@respin/dispatcher";
import type { Client, Interface, Procedure, TypeToken } from "./interface.js";

/** Each procedure of an interface as the event that it is: raising it is calling it, and handlers can be installed. */
export type Events<I> = {
  readonly [K in keyof Client<I>]: Client<I>[K] extends (...args: infer Args) => infer Result
    ? Event<Args, Result>
    : never;
};

/** The events of a kernel, and the modules that define them and install handlers on them. */
export interface Dispatching {
  readonly dispatcher: Dispatcher;
  readonly modules: Modules;
}

type Declared = Readonly<Record<string, Procedure<readonly unknown[], unknown>>>;

/** A declared type as the dispatcher compares it: by its name. Values are not looked at; the compiler has. */
function typeOf<T>({ name }: TypeToken<T>): Type<T> {
  return { name, reference: false, includes: (_value): _value is T => true };
}

/** The signature of the event that a procedure is. One that waits returns a generator, whatever its result is in the end. */
function signatureOf(procedure: Declared[string]): Signature<readonly unknown[], unknown> {
  const { parameters, result, waits } = procedure;
  return signature(
    parameters.map((token, n) => parameter(`argument ${n + 1}`, typeOf(token))),
    waits ? typeOf({ name: `waiting for ${result.name}`, words: 0 }) : typeOf(result),
  );
}

/**
 * The events of an interface, with the implementation's procedures as their intrinsic handlers. The interface is a module,
 * their authority, and lets every module install handlers. The two casts say what the loop does and the compiler cannot
 * follow: it goes through all procedures, each with its own types.
 */
export function defineEvents<Procedures extends Declared>(
  { dispatcher, modules }: Dispatching,
  declared: Interface<Procedures>,
  implementation: Client<Interface<Procedures>>,
): Events<Interface<Procedures>> {
  const module = modules.create(declared.name);
  const intrinsics = implementation as Readonly<Record<string, (...args: readonly unknown[]) => unknown>>;
  const events: Record<string, Event<readonly unknown[], unknown>> = {};
  for (const [name, procedure] of Object.entries(declared.procedures)) {
    events[name] = dispatcher.define(module, `${declared.name}.${name}`, signatureOf(procedure), intrinsics[name], {
      authorizer: openToAll,
    });
  }
  return events as Events<Interface<Procedures>>;
}
