import type { Raise } from "../dispatch/plan.js";
import type { AnyEvent, Binding, ImposedGuard, Mode, Order } from "../handles.js";
import type { BindingState, EventState, ImposedState } from "./state.js";

/** The objects that users hold, each with what is behind it in a private field: who made one up is found out by that. */

/** Put what is behind `raise`. */
export let putRaise: (handle: AnyEvent, raise: Raise) => void;

/** The state behind an opaque reference, or undefined for what only looks like one. */
export let eventOf: (handle: object) => EventState | undefined;
export let bindingOf: (handle: object) => BindingState | undefined;
export let imposedOf: (handle: object) => ImposedState | undefined;

export class EventHandle {
  readonly name: string;
  readonly #state: EventState;
  #raise: Raise = unready;

  static {
    eventOf = (handle) => (#state in handle ? handle.#state : undefined);
    putRaise = (handle, raise) => {
      if (#raise in handle) handle.#raise = raise;
    };
  }

  constructor(state: EventState) {
    this.name = state.name;
    this.#state = state;
    Object.freeze(this);
  }

  get raise(): Raise {
    return this.#raise;
  }
}

function unready(): never {
  throw new Error("an event has its raise before anyone holds it");
}

export class BindingHandle implements Binding {
  readonly #state: BindingState;

  static {
    bindingOf = (handle) => (#state in handle ? handle.#state : undefined);
  }

  constructor(state: BindingState) {
    this.#state = state;
    Object.freeze(this);
  }

  get event(): string {
    return this.#state.event.name;
  }

  get module(): string {
    return this.#state.parts.installer.name;
  }

  get name(): string {
    return this.#state.name;
  }

  get installed(): boolean {
    return this.#state.inSequence;
  }

  get order(): readonly Order[] {
    return [...this.#state.own.order, ...(this.#state.installedTerms?.order ?? [])];
  }

  get cancel(): boolean {
    return this.#state.parts.cancel;
  }

  get mode(): Mode {
    return this.#state.mode;
  }

  get bound(): number | undefined {
    return this.#state.bound;
  }

  get failures(): number {
    return this.#state.failures;
  }

  get ended(): number {
    return this.#state.ended;
  }
}

export class ImposedHandle implements ImposedGuard {
  readonly #state: ImposedState;

  static {
    imposedOf = (handle) => (#state in handle ? handle.#state : undefined);
  }

  constructor(state: ImposedState) {
    this.#state = state;
    Object.freeze(this);
  }

  get binding(): Binding {
    return this.#state.binding.handle;
  }
}

// What is behind a reference is not to be made anew by whoever finds the class through it.
for (const { prototype } of [EventHandle, BindingHandle, ImposedHandle]) {
  Reflect.deleteProperty(prototype, "constructor");
  Object.freeze(prototype);
}
