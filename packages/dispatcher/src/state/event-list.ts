import type { EventState } from "./state.js";

/** What is gone is looked for again when the list has grown to so many times what was there. */
const growthMax = 2;
const leastLookedFor = 64;

/** The events of a dispatcher, as long as somebody has them: those of an extension go with it. */
export class EventList {
  #events: WeakRef<EventState>[] = [];
  #lookAt = leastLookedFor;

  add(event: EventState): void {
    this.#events.push(new WeakRef(event));
    if (this.#events.length < this.#lookAt) return;
    this.#events = this.#events.filter((each) => each.deref() !== undefined);
    this.#lookAt = Math.max(leastLookedFor, this.#events.length * growthMax);
  }

  /** In the order in which they were defined. */
  *[Symbol.iterator](): Generator<EventState, void, void> {
    for (const each of this.#events) {
      const event = each.deref();
      if (event !== undefined) yield event;
    }
  }
}
