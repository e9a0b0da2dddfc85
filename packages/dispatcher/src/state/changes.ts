import type { Operation, Terms } from "../authority.js";
import type { Interceptor } from "../dispatch/interception.js";
import type { Callable } from "../dispatch/plan.js";
import { DispatchError } from "../errors.js";
import type { Mode, Order } from "../handles.js";
import { parameter } from "../declared/types.js";
import { checkBound, checkGuards, checkProcedure } from "./checks.js";
import type { Place, Rank } from "./sequence.js";
import { bindingOf, ImposedState, type BindingState, type EventState, type InstalledTerms } from "./state.js";

const none: readonly never[] = [];
const middle: Place<BindingState> = { rank: "middle", before: none, after: none };

/** Put back what a change did. */
export type Undo = () => void;

/** One question to an event's authorizer. */
export interface Question {
  readonly operation: Operation;
  readonly binding: BindingState | undefined;
}

/**
 * A change of one event. `apply` does it, on the authorizer's terms, or throws and has done nothing. Invariant C1 stands
 * with `commit`, which applies several.
 */
export interface Change {
  readonly event: EventState;
  readonly questions: readonly Question[];
  apply(terms: Terms): Undo;
}

/** Install a binding. Throws RSP_DISPATCH_{INSTALLED,MEMORY,FULL,CYCLE,ORDER,ASYNCHRONOUS} and what checks of the terms throw. */
export function installing(binding: BindingState): Change {
  return {
    event: binding.event,
    questions: [{ operation: "install", binding }],
    apply: (terms) => {
      const { name, sequence, surroundings } = binding.event;
      if (sequence.size >= surroundings.limits.handlersPerEvent) {
        throw refusedFor(binding, "RSP_DISPATCH_FULL", `${name} has ${sequence.size} handlers; uninstall one first`);
      }
      return enter(binding, terms, () => sequence.enter(binding));
    },
  };
}

/** Uninstall a binding. Throws RSP_DISPATCH_UNINSTALLED. */
export function uninstalling(binding: BindingState): Change {
  return {
    event: binding.event,
    questions: [{ operation: "uninstall", binding }],
    apply: () => {
      mustBeInstalled(binding);
      const undo = binding.event.sequence.leave(binding);
      return letGo(binding, undo);
    },
  };
}

/** Install a binding in the place of another, which is uninstalled. Without an order of its own it has the other's. */
export function replacing(other: BindingState, binding: BindingState): Change {
  return {
    event: binding.event,
    questions: [
      { operation: "uninstall", binding: other },
      { operation: "install", binding },
    ],
    apply: (terms) => {
      mustBeInstalled(other);
      if (other.event !== binding.event) {
        throw new DispatchError(
          "RSP_DISPATCH_ORDER",
          `${binding.name} cannot take the place of ${other.name}: they are on ${binding.event.name} and ${other.event.name}; give two of one event`,
        );
      }
      const { own } = binding;
      if (own.order.length === 0) binding.own = { ...own, order: other.own.order };
      other.parts.installer.handlers--;
      const { installedTerms } = other;
      const undoAll = (undo: Undo) => () => {
        undo();
        binding.own = own;
        other.installedTerms = installedTerms;
        other.parts.installer.handlers++;
      };
      try {
        return undoAll(
          enter(binding, terms, () => {
            const undo = binding.event.sequence.supersede(other, binding);
            other.installedTerms = undefined;
            return undo;
          }),
        );
      } catch (error) {
        undoAll(() => {})();
        throw error;
      }
    },
  };
}

/** Put a binding elsewhere, now if it is installed. Throws RSP_DISPATCH_CYCLE, RSP_DISPATCH_ORDER. */
export function reordering(binding: BindingState, order: readonly Order[]): Change {
  return {
    event: binding.event,
    questions: [{ operation: "reorder", binding }],
    apply: (terms) => {
      const { own, installedTerms } = binding;
      const added = ordersOf(terms.order);
      const undoMove = move(binding, [...order, ...(installedTerms?.order ?? none), ...added]);
      binding.own = { ...own, order };
      if (installedTerms !== undefined && added.length > 0) {
        binding.installedTerms = { ...installedTerms, order: [...installedTerms.order, ...added] };
      }
      return () => {
        undoMove();
        binding.own = own;
        binding.installedTerms = installedTerms;
      };
    },
  };
}

/** Give a binding other guards of its own. Throws what `checkGuards` throws. */
export function guarding(binding: BindingState, guards: readonly unknown[]): Change {
  return {
    event: binding.event,
    questions: [{ operation: "guard", binding }],
    apply: () => {
      const { own, event } = binding;
      binding.own = { ...own, guards, tests: testsOf(event, guards, `guard of ${binding.name}`) };
      return () => void (binding.own = own);
    },
  };
}

/** Impose guards and post-guards. Throws what `checkGuards` throws. */
export function imposing(imposed: ImposedState): Change {
  const { binding } = imposed;
  return {
    event: binding.event,
    questions: [{ operation: "impose", binding }],
    apply: () => {
      const before = binding.imposed;
      binding.imposed = [...before, imposed];
      return () => void (binding.imposed = before);
    },
  };
}

/** What is to be imposed on a binding. */
export function imposition(
  binding: BindingState,
  imposer: string,
  guards: readonly unknown[],
  postGuards: readonly unknown[],
): ImposedState {
  const { event } = binding;
  return new ImposedState(
    binding,
    testsOf(event, guards, `guard of ${imposer} on ${binding.name}`),
    testsOf(event, postGuards, `post-guard of ${imposer} on ${binding.name}`),
  );
}

/** Withdraw what was imposed. Throws RSP_DISPATCH_WITHDRAWN if it is not in force. */
export function withdrawing(imposed: ImposedState): Change {
  const { binding } = imposed;
  return {
    event: binding.event,
    questions: [{ operation: "withdraw", binding }],
    apply: () => {
      const { imposed: before, installedTerms } = binding;
      if (installedTerms?.imposed === imposed) binding.installedTerms = { ...installedTerms, imposed: undefined };
      else if (before.includes(imposed)) binding.imposed = before.filter((each) => each !== imposed);
      else {
        throw new DispatchError(
          "RSP_DISPATCH_WITHDRAWN",
          `the guard imposed on ${binding.name} is not in force; it was withdrawn, or went with the installation it came with`,
        );
      }
      return () => {
        binding.imposed = before;
        binding.installedTerms = installedTerms;
      };
    },
  };
}

/** Set what an event has one of. `make` checks first, and throws if it must not be. */
export function setting(event: EventState, operation: Operation, make: () => Partial<EventSettings>): Change {
  return {
    event,
    questions: [{ operation, binding: undefined }],
    apply: () => {
      const { resultHandler, defaultHandler, mode, contained, interceptors } = event;
      Object.assign(event, make());
      return () => void Object.assign(event, { resultHandler, defaultHandler, mode, contained, interceptors });
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

/** What an event has one of. */
export interface EventSettings {
  resultHandler: Callable | undefined;
  defaultHandler: Callable | undefined;
  mode: Mode;
  contained: boolean;
  interceptors: readonly Interceptor[];
}

function byReferenceRefused(binding: BindingState): DispatchError {
  return new DispatchError(
    "RSP_DISPATCH_ASYNCHRONOUS",
    `${binding.name} takes arguments of ${binding.event.name} by reference, so it cannot run asynchronously; make both synchronous`,
  );
}

/** Check what holds of a binding that is to be installed on terms, then put it into the list by `put`. */
function enter(binding: BindingState, terms: Terms, put: () => Undo): Undo {
  const { event, parts } = binding;
  const { limits, memoryIsLow } = event.surroundings;
  if (binding.inSequence) {
    throw new DispatchError("RSP_DISPATCH_INSTALLED", `${binding.name} is installed on ${event.name} already`);
  }
  if (memoryIsLow) {
    throw refusedFor(binding, "RSP_DISPATCH_MEMORY", "memory is low; try again when some is free");
  }
  if (parts.installer.handlers >= limits.handlersPerModule) {
    const { name, handlers } = parts.installer;
    throw refusedFor(binding, "RSP_DISPATCH_FULL", `${name} has ${handlers} handlers installed; uninstall one first`);
  }
  const installed = termsOf(binding, terms);
  const mode = installed.mode ?? binding.own.mode;
  if (parts.references.length > 0 && (mode === "asynchronous" || event.mode === "asynchronous")) {
    throw byReferenceRefused(binding);
  }
  // An earlier change of the same swap may have taken it out: its place then is where it goes back to.
  const { place } = binding;
  binding.place = placeOf(binding, [...binding.own.order, ...installed.order]);
  let undo: Undo;
  try {
    undo = put();
  } catch (error) {
    binding.place = place;
    throw error;
  }
  binding.installedTerms = installed;
  parts.installer.handlers++;
  return () => {
    undo();
    binding.place = place;
    binding.installedTerms = undefined;
    parts.installer.handlers--;
  };
}

function refusedFor(
  binding: BindingState,
  code: "RSP_DISPATCH_MEMORY" | "RSP_DISPATCH_FULL",
  why: string,
): DispatchError {
  return new DispatchError(code, `${binding.name} cannot be installed on ${binding.event.name}: ${why}`);
}

function mustBeInstalled(binding: BindingState): void {
  if (binding.inSequence) return;
  throw new DispatchError("RSP_DISPATCH_UNINSTALLED", `${binding.name} is not installed on ${binding.event.name}`);
}

/** A binding has left the list: what it was installed with goes too. */
function letGo(binding: BindingState, undoLeave: Undo): Undo {
  const { installedTerms: terms } = binding;
  binding.installedTerms = undefined;
  binding.parts.installer.handlers--;
  return () => {
    undoLeave();
    binding.installedTerms = terms;
    binding.parts.installer.handlers++;
  };
}

/** Make an installed binding leave its place and take another; one that is not, has nothing to leave. */
function move(binding: BindingState, order: readonly Order[]): Undo {
  const place = placeOf(binding, order);
  if (!binding.inSequence) return () => {};
  const { place: before } = binding;
  const { sequence } = binding.event;
  const undoLeave = sequence.leave(binding);
  binding.place = place;
  try {
    const undoEnter = sequence.enter(binding);
    return () => {
      undoEnter();
      binding.place = before;
      undoLeave();
    };
  } catch (error) {
    binding.place = before;
    undoLeave();
    throw error;
  }
}

/** An order taken apart; of two ranks, the later holds. Throws RSP_DISPATCH_ORDER. */
function placeOf(binding: BindingState, order: readonly Order[]): Place<BindingState> {
  if (order.length === 0) return middle;
  let rank: Rank = "middle";
  const before: BindingState[] = [];
  const after: BindingState[] = [];
  for (const each of order) {
    if (each === "first" || each === "last") rank = each;
    else if (isConstraint(each) && "before" in each) before.push(target(binding, each.before));
    else if (isConstraint(each) && "after" in each) after.push(target(binding, each.after));
    else throw orderRefused(binding, `${String(each)} is none`);
  }
  return { rank, before, after };
}

function isConstraint(order: unknown): order is object {
  return typeof order === "object" && order !== null;
}

function target(binding: BindingState, handle: unknown): BindingState {
  const other = isConstraint(handle) ? bindingOf(handle) : undefined;
  if (other === undefined || other.event !== binding.event) {
    throw orderRefused(binding, `${other?.name ?? "what is named"} is not a binding of it`);
  }
  return other;
}

function orderRefused(binding: BindingState, what: string): DispatchError {
  return new DispatchError(
    "RSP_DISPATCH_ORDER",
    `${binding.name} cannot be ordered on ${binding.event.name}: ${what}; give first, last, { before } or { after } another binding of the event`,
  );
}

function termsOf(binding: BindingState, terms: Terms): InstalledTerms {
  const { event, parts } = binding;
  const { guards = none, postGuards = none } = terms;
  checkBound(event.name, binding.name, terms.bound, parts.ephemeral);
  return {
    order: ordersOf(terms.order),
    bound: terms.bound,
    mode: terms.mode,
    imposed:
      guards.length + postGuards.length === 0
        ? undefined
        : imposition(binding, event.authority.name, guards, postGuards),
  };
}

/** One order or several, as a list. */
export function ordersOf(order: Order | readonly Order[] | undefined): readonly Order[] {
  if (order === undefined) return none;
  return isList(order) ? [...order] : [order];
}

function isList(order: Order | readonly Order[]): order is readonly Order[] {
  return Array.isArray(order);
}

function testsOf(event: EventState, guards: readonly unknown[], what: string): ReturnType<typeof checkGuards> {
  return checkGuards(
    event.surroundings.proof,
    { event: event.name, signature: event.signature, references: [] },
    guards,
    what,
  );
}
