/**
 * MRU: the page that was referenced last goes.
 *
 * For a loop over more pages than the pool has, whose next reference to a page is the farther away the more
 * recent the last one was: MRU is then optimal (Stonebraker 1981, pattern 2; Chou and DeWitt 1985). A hit
 * makes a page the next victim: what tells MRU from toss-immediately, which goes by admission.
 */

import { ListPolicy } from "./list-policy.js";
import type { Policy, PolicyFactory, PolicySetting, Slot } from "./policy.js";

const recency = 0;

class Mru extends ListPolicy implements Policy {
  readonly name = "mru";

  constructor(setting: PolicySetting) {
    super("mru", setting, 1);
  }

  hit(slot: Slot): void {
    this.touch(slot);
  }

  admit(slot: Slot): void {
    this.link(recency, slot);
  }

  victim(): Slot {
    return this.firstUnpinned(recency);
  }

  remove(slot: Slot): void {
    this.unlink(slot);
  }
}

/** Most recently used. Throws RSP_POLICY_SETTING. */
export const mru: PolicyFactory = (setting) => new Mru(setting);
