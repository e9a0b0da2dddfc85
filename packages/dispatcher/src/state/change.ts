import type { Operation } from "../authority.js";
import type { Mode, Order } from "../handles.js";
import type { BindingState, EventState } from "./state.js";

/** Put back what a change did. */
export type Undo = () => void;

/** An authorizer's terms, read once, as lists. */
export interface AgreedTerms {
  readonly order: readonly Order[];
  readonly bound: number | undefined;
  readonly mode: Mode | undefined;
  readonly guards: readonly unknown[];
  readonly postGuards: readonly unknown[];
}

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
  /** No change to anybody: an event gets the procedure that its own module promised when it defined the event. */
  readonly untold?: boolean;
  apply(terms: AgreedTerms): Undo;
}
