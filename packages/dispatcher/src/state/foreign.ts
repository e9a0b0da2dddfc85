import { DispatchError } from "../errors.js";
import { bindingOf, eventOf, imposedOf } from "./references.js";
import type { BindingState, EventState, ImposedState } from "./state.js";

/** The state behind what a caller gave. Each throws RSP_DISPATCH_FOREIGN for what is no reference of a dispatcher. */

export function knownEvent(event: unknown): EventState {
  return known(event, eventOf, "event");
}

export function knownBinding(binding: unknown): BindingState {
  return known(binding, bindingOf, "binding");
}

export function knownImposed(imposed: unknown): ImposedState {
  return known(imposed, imposedOf, "imposed guard");
}

function known<T>(handle: unknown, open: (handle: object) => T | undefined, what: string): T {
  const state = typeof handle === "object" && handle !== null ? open(handle) : undefined;
  if (state === undefined) throw foreign(what, handle);
  return state;
}

/** What a caller gave is not of the dispatcher it was given to. */
export function foreign(what: string, handle: unknown): DispatchError {
  // Nothing of it is looked at: whoever made it up could answer with code.
  const given = handle === null ? "null" : `what was given (${typeof handle})`;
  return new DispatchError("RSP_DISPATCH_FOREIGN", `${given} is no ${what} of this dispatcher; use one that it made`);
}
