import type { Operation } from "../authority.js";
import { parameter } from "../declared/types.js";
import type { Interception } from "../dispatch/interception.js";
import type { Callable } from "../dispatch/plan.js";
import { DispatchError } from "../errors.js";
import type { Mode } from "../handles.js";
import type { Exceptions } from "../options.js";
import type { Change } from "./change.js";
import { checkMode, checkProcedure } from "./checks.js";
import type { BindingState, EventState } from "./state.js";

/** What an event has one of. */
export interface EventSettings {
  resultHandler: Callable | undefined;
  defaultHandler: Callable | undefined;
  mode: Mode;
  contained: boolean;
  /** Where exceptions are contained: but for the intrinsic handler's. */
  intrinsicReaches: boolean;
  interceptors: readonly Interception[];
}

/** What becomes of exceptions, as an event keeps it. */
export function containment(exceptions: Exceptions): Pick<EventSettings, "contained" | "intrinsicReaches"> {
  return { contained: exceptions !== "reach raiser", intrinsicReaches: exceptions === "others contained" };
}

/** Set what an event has one of. `make` checks first, and throws if it must not be. */
export function setting(event: EventState, operation: Operation, make: () => Partial<EventSettings>): Change {
  return {
    event,
    questions: [{ operation, binding: undefined }],
    apply: () => {
      const { resultHandler, defaultHandler, mode, contained, intrinsicReaches, interceptors } = event;
      Object.assign(event, make());
      return () =>
        void Object.assign(event, { resultHandler, defaultHandler, mode, contained, intrinsicReaches, interceptors });
    },
  };
}

/** Set what folds the results of several handlers. Throws RSP_DISPATCH_{PROCEDURE,TYPE}. */
export function settingResultHandler(event: EventState, handler: unknown): Change {
  return setting(event, "result handler", () => ({ resultHandler: checkedResultHandler(event, handler) }));
}

/** Set what runs when nothing else fired. Throws RSP_DISPATCH_{PROCEDURE,TYPE}. */
export function settingDefaultHandler(event: EventState, handler: unknown): Change {
  return setting(event, "default handler", () => ({ defaultHandler: checkedDefaultHandler(event, handler) }));
}

/** Make all handlers of a raise run on a strand of their own, or on the raiser's. Throws RSP_DISPATCH_ASYNCHRONOUS. */
export function settingMode(event: EventState, mode: Mode): Change {
  return setting(event, "mode", () => {
    checkMode(mode, event.name);
    if (mode === "asynchronous") {
      for (const binding of event.sequence) if (binding.parts.references.length > 0) throw byReferenceRefused(binding);
    }
    return { mode };
  });
}

export function checkedResultHandler(event: EventState, handler: unknown): Callable | undefined {
  if (handler === undefined) return undefined;
  const { result } = event.signature;
  const parameters = [parameter("result", result), parameter("previous", result)];
  const expected = { event: event.name, signature: { parameters, result }, references: [] };
  return checkProcedure(event.surroundings.proof, expected, handler, undefined, "its result handler").call;
}

export function checkedDefaultHandler(event: EventState, handler: unknown): Callable | undefined {
  if (handler === undefined) return undefined;
  const expected = { event: event.name, signature: event.signature, references: [] };
  return checkProcedure(event.surroundings.proof, expected, handler, undefined, "its default handler").call;
}

export function byReferenceRefused(binding: BindingState): DispatchError {
  return new DispatchError(
    "RSP_DISPATCH_ASYNCHRONOUS",
    `${binding.name} takes arguments of ${binding.event.name} by reference, so it cannot run asynchronously; make both synchronous`,
  );
}
