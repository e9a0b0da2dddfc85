import { DispatchError } from "../errors.js";
import type { Order } from "../handles.js";
import type { AgreedTerms, Change, Undo } from "./change.js";
import { checkBound, checkGuards } from "./checks.js";
import { byReferenceRefused } from "./event-settings.js";
import { move, placeOf } from "./placement.js";
import { ImposedState, type BindingState, type EventState, type InstalledTerms } from "./state.js";

const none: readonly never[] = [];

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
      const added = terms.order;
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

/** Check what holds of a binding that is to be installed on terms, then put it into the list by `put`. */
function enter(binding: BindingState, terms: AgreedTerms, put: () => Undo): Undo {
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

function termsOf(binding: BindingState, terms: AgreedTerms): InstalledTerms {
  const { event, parts } = binding;
  const { guards, postGuards } = terms;
  checkBound(event.name, binding.name, terms.bound, parts.ephemeral);
  return {
    order: terms.order,
    bound: terms.bound,
    mode: terms.mode,
    imposed:
      guards.length + postGuards.length === 0
        ? undefined
        : imposition(binding, event.authority.name, guards, postGuards),
  };
}

function testsOf(event: EventState, guards: readonly unknown[], what: string): ReturnType<typeof checkGuards> {
  return checkGuards(
    event.surroundings.proof,
    { event: event.name, signature: event.signature, references: [] },
    guards,
    what,
  );
}
