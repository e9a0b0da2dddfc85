/**
 * S3-FIFO: three FIFO queues, of which the small first one lets most pages go quickly.
 *
 * Yang et al., SOSP 2023. A new page enters the small queue S, a tenth of the pool; a page of the ghost queue G
 * enters the main queue M. A reference counts to at most 3 and moves nothing. When S has its tenth, its oldest
 * page goes and is remembered in G, unless it was referenced more than once: then it moves to M, its count
 * cleared. Otherwise M's oldest page goes, unless its count is above 0: then it is put in again with one less.
 * G remembers as many pages as M is meant to hold, and is asked after room has been made, as in the paper.
 *
 * The pool gives up one page at a time, so a page that moves to M makes the choice start again; that is how
 * the paper's eviction from a full M comes about here. Pinned pages are passed over where they are.
 */

import { Residents } from "./checks.js";
import { Ghosts } from "./ghosts.js";
import { ListPolicy } from "./list-policy.js";
import { NONE, type Policy, type PolicyFactory, type PolicySetting, type Slot } from "./policy.js";

const small = 0;
const main = 1;
const ghost = 0;
const countMax = 3;

class S3Fifo extends ListPolicy implements Policy {
  readonly name = "s3-fifo";
  readonly #smallTarget: number;
  readonly #counts: Uint8Array;
  readonly #residents: Residents;
  readonly #ghosts: Ghosts;

  constructor(setting: PolicySetting) {
    super("s3-fifo", setting, 2);
    this.#smallTarget = Math.max(1, Math.floor(setting.capacity / 10));
    this.#counts = new Uint8Array(setting.capacity);
    this.#residents = new Residents(setting.capacity);
    this.#ghosts = new Ghosts(Math.max(1, setting.capacity - this.#smallTarget), 1);
  }

  hit(slot: Slot): void {
    if (this.#counts[slot] < countMax) this.#counts[slot]++;
  }

  admit(slot: Slot, page: number): void {
    this.#residents.enter(slot, page);
    this.#counts[slot] = 0;
    const remembered = this.#ghosts.forget(page);
    this.link(remembered ? main : small, slot);
  }

  victim(): Slot {
    // Ends: a turn either answers or makes the small queue shorter.
    for (;;) {
      const candidate = this.lastUnpinned(small);
      if (candidate === NONE || this.lists.size(small) < this.#smallTarget) {
        const slot = this.#lastOfMain();
        if (slot !== NONE || candidate === NONE) return slot;
      }
      if (this.#counts[candidate] <= 1) return candidate;
      this.#counts[candidate] = 0;
      this.unlink(candidate);
      this.link(main, candidate);
    }
  }

  remove(slot: Slot, evicted: boolean): void {
    const page = this.#residents.leave(slot);
    if (evicted && this.lists.home(slot) === small) {
      this.#ghosts.push(ghost, page);
    }
    this.unlink(slot);
  }

  /** The oldest unpinned page of M whose count has come down to 0, or NONE if all are pinned. */
  #lastOfMain(): Slot {
    let slot = this.lists.back(main);
    // Ends: every page that is put in again has its count lowered, so an unpinned one reaches 0.
    while (slot !== NONE) {
      const nearer = this.lists.towardsFront(slot);
      if (this.pinned[slot] !== 0) {
        slot = nearer;
        continue;
      }
      if (this.#counts[slot] === 0) return slot;
      this.#counts[slot]--;
      this.touch(slot);
      slot = nearer === NONE ? this.lists.front(main) : nearer;
    }
    return NONE;
  }
}

/** S3-FIFO. Throws RSP_POLICY_SETTING. */
export const s3Fifo: PolicyFactory = (setting) => new S3Fifo(setting);
