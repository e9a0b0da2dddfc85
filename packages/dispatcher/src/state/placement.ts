import { describe, DispatchError } from "../errors.js";
import type { Binding, Order } from "../handles.js";
import type { Undo } from "./change.js";
import { bindingOf } from "./references.js";
import type { Place, Rank } from "./sequence.js";
import type { BindingState } from "./state.js";

const none: readonly never[] = [];

const middle: Place<BindingState> = { rank: "middle", before: none, after: none };

/**
 * One order or several, as a list of our own: what is put into the caller's objects later changes nothing. Throws
 * RSP_DISPATCH_ORDER, naming `who`.
 */
export function ordersOf(order: Order | readonly Order[] | undefined, who: string): readonly Order[] {
  if (order === undefined) return none;
  const all: readonly Order[] = isList(order) ? order : [order];
  return Object.freeze(all.map((each) => copyOf(each, who)));
}

function isList(order: Order | readonly Order[]): order is readonly Order[] {
  return Array.isArray(order);
}

function copyOf(order: unknown, who: string): Order {
  if (order === "first" || order === "last") return order;
  if (typeof order === "object" && order !== null) {
    const before: unknown = "before" in order ? order.before : undefined;
    const after: unknown = "after" in order ? order.after : undefined;
    if (isBinding(before) && after === undefined) return Object.freeze({ before });
    if (isBinding(after) && before === undefined) return Object.freeze({ after });
  }
  throw orderRefused(who, `${describe(order)} is no order`);
}

function isBinding(handle: unknown): handle is Binding {
  return typeof handle === "object" && handle !== null && bindingOf(handle) !== undefined;
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
    if (typeof each === "string") rank = each;
    else if ("before" in each) before.push(target(binding, each.before));
    else after.push(target(binding, each.after));
  }
  return { rank, before, after };
}

function target(binding: BindingState, handle: Binding): BindingState {
  const other = bindingOf(handle);
  if (other === undefined || other.event !== binding.event) {
    throw orderRefused(
      `${binding.name} on ${binding.event.name}`,
      `${other?.name ?? "what is named"} is not a binding of that event`,
    );
  }
  return other;
}

function orderRefused(who: string, what: string): DispatchError {
  return new DispatchError(
    "RSP_DISPATCH_ORDER",
    `${who} cannot be ordered: ${what}; give first, last, { before } or { after } another binding of the event`,
  );
}
