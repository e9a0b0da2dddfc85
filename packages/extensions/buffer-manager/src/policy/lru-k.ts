/**
 * LRU-2: the page whose last reference but one is the longest ago goes.
 *
 * O'Neil, O'Neil and Weikum, SIGMOD 1993, with K = 2 and time counted in references. HIST1 and HIST2 are the
 * times of a page's last two uncorrelated references and LAST that of its last one of any kind, as in the
 * paper's Figure 2.1. A page referenced once has an infinite backward distance; those go first, in LRU order.
 *
 * References within the correlated period after LAST count as one, and a page in its period is not a victim
 * unless every unpinned page is. What is known of a page that was replaced is kept for a bounded number of
 * pages, the ones replaced last, where the paper bounds it in time.
 *
 * A reference only stores times. The heap, ordered by (HIST2, LAST), is put right when a victim is wanted: both
 * only grow, so an outdated entry stands too near to the top and is found there.
 */

import { invariant, RespinError } from "@respin/hardware";
import { checkSetting, Residents } from "./checks.js";
import { Ghosts } from "./ghosts.js";
import { NONE, type Policy, type PolicyFactory, type PolicySetting, type Slot } from "./policy.js";
import { SlotHeap } from "./slot-heap.js";

/** How LRU-2 is tuned. */
export interface LruKOptions {
  /** References after a reference that are taken for the same use; 0 by default, so that every one counts. */
  readonly correlatedPeriod?: number;
  /** Replaced pages whose times are kept, as a multiple of the pool's capacity; 2 by default. */
  readonly history?: number;
}

/** HIST2 of a page that was referenced once. Times begin at 1. */
const never = 0;
const retained = 0;

class LruK implements Policy {
  readonly name = "lru-k";
  readonly #pinned: Uint8Array;
  readonly #period: number;
  readonly #historyMax: number;
  readonly #residents: Residents;
  readonly #heap: SlotHeap;
  readonly #ghosts: Ghosts;
  readonly #hist1: Float64Array;
  readonly #hist2: Float64Array;
  readonly #last: Float64Array;
  /** HIST1 of the pages that were replaced, by entry of the history. */
  readonly #ghostHist1: Float64Array;
  readonly #aside: Int32Array;
  #time = 0;

  constructor(setting: PolicySetting, period: number, history: number) {
    checkSetting("lru-k", setting);
    const { capacity } = setting;
    this.#pinned = setting.pinned;
    this.#period = period;
    this.#historyMax = Math.floor(history * capacity);
    this.#residents = new Residents(capacity);
    this.#heap = new SlotHeap(capacity);
    // One more while a page is being replaced, so that the incoming one is not forgotten for it.
    this.#ghosts = new Ghosts(this.#historyMax + 1, 1);
    this.#hist1 = new Float64Array(capacity);
    this.#hist2 = new Float64Array(capacity);
    this.#last = new Float64Array(capacity);
    this.#ghostHist1 = new Float64Array(this.#historyMax + 1);
    this.#aside = new Int32Array(capacity);
  }

  hit(slot: Slot): void {
    const time = ++this.#time;
    const last = this.#last[slot];
    invariant(last > 0, "a page is referenced in a slot that holds one");
    // The end of the period that LAST closes counts as the earlier reference: HIST1 + (LAST - HIST1).
    if (time - last > this.#period) {
      this.#hist2[slot] = last;
      this.#hist1[slot] = time;
    }
    this.#last[slot] = time;
  }

  admit(slot: Slot, page: number): void {
    this.#residents.enter(slot, page);
    const time = ++this.#time;
    const entry = this.#ghosts.find(page);
    this.#hist2[slot] = entry === NONE ? never : this.#ghostHist1[entry];
    this.#hist1[slot] = time;
    this.#last[slot] = time;
    this.#ghosts.forget(page);
    while (this.#ghosts.size(retained) > this.#historyMax) {
      this.#ghosts.dropOldest(retained);
    }
    this.#heap.insert(slot, this.#hist2[slot], time);
  }

  victim(): Slot {
    const now = this.#time + 1;
    let aside = 0;
    let found = NONE;
    let inPeriod = NONE;
    for (let slot = this.#settle(); slot !== NONE; slot = this.#settle()) {
      if (this.#pinned[slot] === 0) {
        if (now - this.#last[slot] > this.#period) {
          found = slot;
          break;
        }
        if (inPeriod === NONE) inPeriod = slot;
      }
      this.#heap.remove(slot);
      this.#aside[aside++] = slot;
    }
    while (aside > 0) {
      const slot = this.#aside[--aside];
      this.#heap.insert(slot, this.#hist2[slot], this.#last[slot]);
    }
    return found !== NONE ? found : inPeriod;
  }

  remove(slot: Slot, evicted: boolean): void {
    const page = this.#residents.leave(slot);
    if (evicted) {
      this.#ghostHist1[this.#ghosts.push(retained, page)] = this.#hist1[slot];
    }
    this.#last[slot] = never;
    this.#heap.remove(slot);
  }

  /** The slot with the greatest backward distance, its entry and all above it brought up to date, or NONE. */
  #settle(): Slot {
    for (;;) {
      const slot = this.#heap.smallest;
      if (slot === NONE || this.#heap.isAt(slot, this.#hist2[slot], this.#last[slot])) return slot;
      this.#heap.raise(slot, this.#hist2[slot], this.#last[slot]);
    }
  }
}

/** LRU-2 as tuned by the options, which must be finite and not below 0. Throws RSP_POLICY_SETTING. */
export function lruKWith({ correlatedPeriod = 0, history = 2 }: LruKOptions): PolicyFactory {
  const options = [
    ["correlatedPeriod", correlatedPeriod],
    ["history", history],
  ] as const;
  for (const [option, value] of options) {
    if (!Number.isFinite(value) || value < 0) {
      throw new RespinError("RSP_POLICY_SETTING", `policy lru-k has ${option} ${value}; give it 0 or more`);
    }
  }
  return (setting) => new LruK(setting, correlatedPeriod, history);
}

/** LRU-2 without a correlated period, that remembers twice the pool. Throws RSP_POLICY_SETTING. */
export const lruK: PolicyFactory = lruKWith({});
