import type { Guard } from "./declared/guards.js";
import type { Binding, Event, Order } from "./handles.js";
import { guarding, installing, reordering, replacing, uninstalling } from "./state/binding-changes.js";
import type { Change } from "./state/change.js";
import { settingDefaultHandler, settingResultHandler } from "./state/event-settings.js";
import { foreign, knownBinding, knownEvent } from "./state/foreign.js";
import { ordersOf } from "./state/placement.js";

/** What is behind a SwapChange; undefined for what only looks like one. */
export let changeOf: (change: unknown) => Change | undefined;

/** One of several changes that `Dispatcher.swap` makes at once. Made by the functions of `change`. */
export class SwapChange {
  readonly #change: Change;

  static {
    changeOf = (change) =>
      typeof change === "object" && change !== null && #change in change ? change.#change : undefined;
    // Nobody is to make one of a change that the dispatcher does not know.
    Reflect.deleteProperty(this.prototype, "constructor");
    Object.freeze(this.prototype);
  }

  constructor(change: Change) {
    this.#change = change;
    Object.freeze(this);
  }
}

/** The changes that can be made at once. Each throws RSP_DISPATCH_FOREIGN; what the change itself throws, the swap does. */
export const change = {
  install: (binding: Binding): SwapChange => new SwapChange(installing(knownBinding(binding))),

  uninstall: (binding: Binding): SwapChange => new SwapChange(uninstalling(knownBinding(binding))),

  /** Put a binding in the place of another. Without an order of its own it has the other's. */
  replace: (other: Binding, by: Binding): SwapChange =>
    new SwapChange(replacing(knownBinding(other), knownBinding(by))),

  /**
   * A change by which an event's own module puts its procedure behind the event, or takes it away: the observer is not told,
   * since nobody has installed anything. Of another module the swap throws RSP_DISPATCH_AUTHORITY.
   */
  untold: (of: SwapChange): SwapChange => {
    const known = changeOf(of);
    if (known === undefined) throw foreign("change", of);
    return new SwapChange({ ...known, untold: true });
  },

  reorder: (binding: Binding, order: Order | readonly Order[]): SwapChange =>
    new SwapChange(reordering(knownBinding(binding), ordersOf(order, "the binding"))),

  guards: <Args extends readonly unknown[]>(binding: Binding, guards: readonly Guard<Args>[]): SwapChange =>
    new SwapChange(guarding(knownBinding(binding), guards)),

  resultHandler: <Args extends readonly unknown[], Result>(
    event: Event<Args, Result, unknown>,
    handler: ((result: Result, previous: Result) => Result) | undefined,
  ): SwapChange => new SwapChange(settingResultHandler(knownEvent(event), handler)),

  defaultHandler: <Args extends readonly unknown[], Result>(
    event: Event<Args, Result, unknown>,
    handler: ((...args: Args) => Result) | undefined,
  ): SwapChange => new SwapChange(settingDefaultHandler(knownEvent(event), handler)),
} as const;
Object.freeze(change);
