/**
 * Toss immediately: a page that has been used once is not expected back.
 *
 * Stonebraker (1981) asks for it in patterns 1 and 3, sequential and random access to blocks that will not be
 * referenced again. A use lasts from a page's admission until another page is referenced; then the page is
 * dead. Dead pages go first, the one admitted last before the others: a scan passes through a single slot, the
 * pages that were there before it stay, and of a cyclic scan too large for the pool a fixed prefix stays.
 *
 * A dead page that is referenced again was not what the policy took it for. It is revived: kept, in LRU order,
 * for as long as there is a dead page to give. So a hit protects a page here, and condemns it under MRU.
 */

import { ListPolicy } from "./list-policy.js";
import { NONE, type Policy, type PolicyFactory, type PolicySetting, type Slot } from "./policy.js";

const dead = 0;
const revived = 1;

class TossImmediately extends ListPolicy implements Policy {
  readonly name = "toss";
  /** The slot whose use has not ended: further references to it are the same use. An admission sets it anew. */
  #inUse: Slot = NONE;

  constructor(setting: PolicySetting) {
    super("toss", setting, 2);
  }

  hit(slot: Slot): void {
    if (slot === this.#inUse) return;
    this.#inUse = slot;
    if (this.lists.home(slot) === revived) {
      this.touch(slot);
    } else {
      this.unlink(slot);
      this.link(revived, slot);
    }
  }

  admit(slot: Slot): void {
    this.#inUse = slot;
    this.link(dead, slot);
  }

  victim(): Slot {
    const slot = this.firstUnpinned(dead);
    return slot !== NONE ? slot : this.lastUnpinned(revived);
  }

  remove(slot: Slot): void {
    this.unlink(slot);
  }
}

/** Toss immediately. Throws RSP_POLICY_SETTING. */
export const tossImmediately: PolicyFactory = (setting) => new TossImmediately(setting);
