import { DispatchError } from "../errors.js";
import type { Order } from "../handles.js";
import type { Undo } from "./change.js";
import { bindingOf } from "./references.js";
import type { Place, Rank } from "./sequence.js";
import type { BindingState } from "./state.js";

const none: readonly never[] = [];

const middle: Place<BindingState> = { rank: "middle", before: none, after: none };

/** One order or several, as a list. */
export function ordersOf(order: Order | readonly Order[] | undefined): readonly Order[] {
  if (order === undefined) return none;
  return isList(order) ? [...order] : [order];
}

function isList(order: Order | readonly Order[]): order is readonly Order[] {
  return Array.isArray(order);
}

/** Make an installed binding leave its place and take another; one that is not, has nothing to leave. */
export function move(binding: BindingState, order: readonly Order[]): Undo {
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
export function placeOf(binding: BindingState, order: readonly Order[]): Place<BindingState> {
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
