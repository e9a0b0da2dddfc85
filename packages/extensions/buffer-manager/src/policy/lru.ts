/**
 * LRU: the page that has not been referenced for the longest time goes.
 *
 * One list; a reference moves its slot to the front, the victim is taken from the back. Right for references
 * with locality; the worst choice there is for a loop one page larger than the pool (Stonebraker 1981).
 */

import { ListPolicy } from "./list-policy.js";
import type { Policy, PolicyFactory, PolicySetting, Slot } from "./policy.js";

const recency = 0;

class Lru extends ListPolicy implements Policy {
  readonly name = "lru";

  constructor(setting: PolicySetting) {
    super("lru", setting, 1);
  }

  hit(slot: Slot): void {
    this.touch(slot);
  }

  admit(slot: Slot): void {
    this.link(recency, slot);
  }

  victim(): Slot {
    return this.lastUnpinned(recency);
  }

  remove(slot: Slot): void {
    this.unlink(slot);
  }
}

/** Least recently used. Throws RSP_POLICY_SETTING. */
export const lru: PolicyFactory = (setting) => new Lru(setting);
