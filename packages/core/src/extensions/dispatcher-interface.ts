import {
  callback,
  capability,
  defineInterface,
  event,
  flag,
  list,
  nothing,
  oneOf,
  optional,
  procedure,
  record,
  typed,
  type Capability,
} from "@respin/linker";

/** A handler that is installed. */
export type Installed = Capability<"Dispatcher.Binding">;

/** How a handler is installed. */
export interface InstallOptions<Args extends readonly unknown[] = never[]> {
  /** All have to hold for the handler to run. Each is marked `functional`. */
  readonly guards?: readonly ((...args: Args) => boolean)[];
  /** Where it stands in the list: behind the others that are not last, unless said. */
  readonly order?: "first" | "last";
  /** When it fires, no later guard is evaluated and no later handler runs. */
  readonly cancel?: boolean;
  /** On the raiser's strand, or on a strand of its own. */
  readonly mode?: "synchronous" | "asynchronous";
}

type Install = <Args extends readonly unknown[], Result>(
  event: (...args: Args) => Result,
  handler: (...args: Args) => Result,
  options?: InstallOptions<Args>,
) => Installed;

const binding = capability("Dispatcher.Binding");
const options = record("Dispatcher.Options", {
  guards: optional(list(callback("guard"))),
  order: optional(oneOf("first", "last")),
  cancel: optional(flag),
  mode: optional(oneOf("synchronous", "asynchronous")),
});

/**
 * How an extension handles events. It acts in its own name and for its own account: it installs on events that let it, with
 * the guards that they impose, and takes out only what it put in.
 */
export const Dispatcher = defineInterface("Dispatcher", {
  /** Run a handler whenever the event is raised. Throws RSP_LIMIT, RSP_GUARD, and what the event's authorizer says. */
  Install: typed<Install>(procedure([event, callback("handler"), optional(options)], binding)),
  /** Throws RSP_CAPABILITY for a binding of another's. */
  Uninstall: procedure([binding], nothing),
});
