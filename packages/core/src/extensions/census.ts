import type { ExtensionState, Loaded } from "./loaded.js";

/** Names that are told apart. An extension whose name comes after so many others is one of the others. */
const namesMax = 100;

/** What all others are counted under. */
const others = "other";

/** How the extensions of a kernel are, and were. */
export interface ExtensionCensus {
  /** How many are in each state; of those that are no more, how many went that way so far. */
  readonly states: Readonly<Record<ExtensionState, number>>;
  /**
   * Operations of their own code by name, from the first load of that name on. What an extension that is gone has counted stays
   * counted. The first 100 names are told apart; the others are counted together, under `other`.
   */
  readonly operations: ReadonlyMap<string, number>;
}

/**
 * Counts extensions as they come and go.
 *
 * Invariant K5: no count of a census's operations is below what it was in one before.
 *   Kept by: a name keeps the place it was given when it came first, and `left` adds what was counted until then. Attacked by:
 *   census.test.ts
 */
export class Census {
  readonly #states: Record<ExtensionState, number> = { loaded: 0, running: 0, unloaded: 0, ejected: 0, replaced: 0 };
  /** Operations of those that are gone, by each name that is told apart. */
  readonly #gone = new Map<string, number>();

  entered(name: string, state: ExtensionState): void {
    this.#states[state]++;
    if (this.#gone.size < namesMax && !this.#gone.has(name) && name !== others) this.#gone.set(name, 0);
  }

  moved(from: ExtensionState, to: ExtensionState): void {
    this.#states[from]--;
    this.#states[to]++;
  }

  left({ name, inside }: Loaded): void {
    this.#add(this.#gone, name, inside.operations);
  }

  /** The census, with those that are in the kernel now. */
  take(loaded: Iterable<Loaded>): ExtensionCensus {
    const operations = new Map(this.#gone);
    for (const { name, inside } of loaded) this.#add(operations, name, inside.operations);
    return { states: { ...this.#states }, operations };
  }

  #add(to: Map<string, number>, name: string, operations: number): void {
    const as = this.#gone.has(name) ? name : others;
    to.set(as, (to.get(as) ?? 0) + operations);
  }
}
