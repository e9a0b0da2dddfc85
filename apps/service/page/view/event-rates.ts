import type { EventStatus } from "./shapes.js";

/** As many looks at the events as the rate of a raise is taken over. */
const LOOKS = 6;
const LOOK_MS_MIN = 500;

/** How often each event was raised in the last seconds, per second of host time. */
export class EventRates {
  readonly #looks: { readonly atMs: number; readonly raises: ReadonlyMap<string, number> }[] = [];

  /** Takes in the events of a document that came at `atMs` (host time). */
  push(events: readonly EventStatus[], atMs: number): void {
    const newest = this.#looks.at(-1);
    const before = this.#looks.at(-2);
    if (newest !== undefined && before !== undefined && newest.atMs - before.atMs < LOOK_MS_MIN) this.#looks.pop();
    this.#looks.push({ atMs, raises: new Map(events.map(({ name, raises }) => [name, raises])) });
    if (this.#looks.length > LOOKS) this.#looks.shift();
  }

  /** Undefined for an event that is not known long enough, or whose count began anew. */
  of(name: string): number | undefined {
    const newest = this.#looks.at(-1);
    const oldest = this.#looks.find(({ raises }) => raises.has(name));
    if (newest === undefined || oldest === undefined) return undefined;
    const ms = newest.atMs - oldest.atMs;
    const raised = (newest.raises.get(name) ?? Number.NaN) - (oldest.raises.get(name) ?? Number.NaN);
    return ms >= LOOK_MS_MIN && raised >= 0 ? (raised * 1000) / ms : undefined;
  }
}
