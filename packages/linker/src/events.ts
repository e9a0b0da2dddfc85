import {
  openToAll,
  parameter,
  signature,
  type Authorizer,
  type Dispatcher,
  type Event,
  type Exceptions,
  type Modules,
  type Signature,
  type Type,
} from "@respin/dispatcher";
import { declarationOf, type Client, type Interface, type Procedure, type Procedures } from "./interface/interface.js";
import type { TypeToken } from "./interface/types.js";

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

/** A declared type as the dispatcher compares it: by its shape. Values are not looked at; the compiler has. */
function typeOf<T>({ shape }: TypeToken<T>): Type<T> {
  return { name: shape, reference: false, includes: (_value): _value is T => true };
}

/** The signature of the event that a procedure is. One that waits returns a generator, whatever its result is in the end. */
export function signatureOf(declared: Procedure<readonly unknown[], unknown>): Signature<readonly unknown[], unknown> {
  const { parameters, result, waits } = declared;
  return signature(
    parameters.map((token, n) => parameter(`argument ${n + 1}`, typeOf(token))),
    waits ? typeOf({ shape: `waiting for ${result.shape}`, words: 0 }) : typeOf(result),
  );
}

/**
 * The events of an interface, with the implementation's procedures as their intrinsic handlers. The interface is a module,
 * their authority. Each procedure may have an authorizer, and there may be one for the others; without, every module may
 * install handlers; and it may say what becomes of their exceptions. The two casts say what the loop does and the compiler cannot
 * follow: it goes through all procedures, each with its own types.
 */
export function defineEvents<P extends Procedures>(
  { dispatcher, modules }: Dispatching,
  declared: Interface<P>,
  implementation: Client<Interface<P>>,
  authorizers: { readonly [K in keyof P]?: Authorizer } & { readonly others?: Authorizer } = {},
  exceptions: { readonly [K in keyof P]?: Exceptions } = {},
): Events<Interface<P>> {
  const { name, procedures } = declarationOf(declared);
  const module = modules.create(name);
  const intrinsics = implementation as Readonly<Record<string, (...args: readonly unknown[]) => unknown>>;
  const events: Record<string, Event<readonly unknown[], unknown>> = {};
  for (const [each, procedure] of Object.entries(procedures)) {
    events[each] = dispatcher.define(module, `${name}.${each}`, signatureOf(procedure), intrinsics[each], {
      authorizer: authorizers[each] ?? authorizers.others ?? openToAll,
      exceptions: exceptions[each] ?? "reach raiser",
    });
  }
  return events as Events<Interface<P>>;
}
