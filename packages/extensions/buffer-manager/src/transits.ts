import type { Page } from "@respin/core";
import { invariant } from "@respin/hardware";
import { isIn, type BlockRange } from "./write-order.js";

/** A block on its way in, or out. */
export interface Transit {
  /** On its way out: the page with its contents. */
  readonly leaving: Page | undefined;
  /** Whether somebody is writing what leaves, and whether it is over. */
  begun: boolean;
  done: boolean;
  readonly waiters: (() => void)[];
}

/** The blocks of a pool that are on their way, and those who wait for any page to be had. */
export class Transits {
  readonly #blocks = new Map<number, Transit>();
  readonly #starved: (() => void)[] = [];

  /** Blocks on their way now. */
  get size(): number {
    return this.#blocks.size;
  }

  /** Those who wait for a page now. */
  get starved(): number {
    return this.#starved.length;
  }

  of(block: number): Transit | undefined {
    return this.#blocks.get(block);
  }

  /** A block is on its way from now on. */
  begin(block: number, leaving: Page | undefined): Transit {
    invariant(!this.#blocks.has(block), "a block is in transit once");
    const transit: Transit = { leaving, begun: false, done: false, waiters: [] };
    this.#blocks.set(block, transit);
    return transit;
  }

  end(block: number, transit: Transit): void {
    transit.done = true;
    this.#blocks.delete(block);
    for (const wake of transit.waiters) wake();
    this.changed();
  }

  /** Those who wait for the first block of a range that is on its way; undefined when none is. */
  waitersIn(range: BlockRange): (() => void)[] | undefined {
    for (const [block, { waiters }] of this.#blocks) if (isIn(range, block)) return waiters;
    return undefined;
  }

  /** The blocks of a range that are on their way out. */
  leavingIn(range: BlockRange): number[] {
    const blocks: number[] = [];
    for (const [block, { leaving }] of this.#blocks) {
      if (leaving !== undefined && isIn(range, block)) blocks.push(block);
    }
    return blocks;
  }

  /** Wait for a page to be had. */
  starve(wake: () => void): void {
    this.#starved.push(wake);
  }

  /** A page may be had now that could not be had before. */
  changed(): void {
    for (const wake of this.#starved.splice(0)) wake();
  }
}
