/**
 * 2Q: a page must be asked for twice, some time apart, before it is treated as hot.
 *
 * Johnson and Shasha, VLDB 1994, the full version. A new page enters A1in, a FIFO; references there are taken
 * for correlated and change nothing. A page that falls out of A1in is remembered in A1out; only one that is
 * asked for while it is remembered enters Am, an LRU list. A scan therefore passes through A1in alone.
 *
 * Kin is a quarter of the pool and Kout half of it, the values the paper recommends. A page that leaves Am is
 * not remembered. The paper looks the incoming page up in A1out before it makes room, so A1out may hold one
 * page too many between a removal and the next admission.
 */

import { Residents } from "./checks.js";
import { Ghosts } from "./ghosts.js";
import { ListPolicy } from "./list-policy.js";
import { NONE, type Policy, type PolicyFactory, type PolicySetting, type Slot } from "./policy.js";

const a1in = 0;
const am = 1;
const a1out = 0;

class TwoQ extends ListPolicy implements Policy {
  readonly name = "2q";
  readonly #kin: number;
  readonly #kout: number;
  readonly #residents: Residents;
  readonly #ghosts: Ghosts;

  constructor(setting: PolicySetting) {
    super("2q", setting, 2);
    this.#kin = Math.max(1, Math.floor(setting.capacity / 4));
    this.#kout = Math.max(1, Math.floor(setting.capacity / 2));
    this.#residents = new Residents(setting.capacity);
    this.#ghosts = new Ghosts(this.#kout + 1, 1);
  }

  hit(slot: Slot): void {
    if (this.lists.home(slot) === am) this.touch(slot);
  }

  admit(slot: Slot, page: number): void {
    this.#residents.enter(slot, page);
    if (this.#ghosts.forget(page)) {
      this.link(am, slot);
    } else {
      this.link(a1in, slot);
    }
    while (this.#ghosts.size(a1out) > this.#kout) {
      this.#ghosts.dropOldest(a1out);
    }
  }

  victim(): Slot {
    const first = this.lists.size(a1in) > this.#kin ? a1in : am;
    const slot = this.lastUnpinned(first);
    return slot !== NONE ? slot : this.lastUnpinned(first === am ? a1in : am);
  }

  remove(slot: Slot, evicted: boolean): void {
    const page = this.#residents.leave(slot);
    if (evicted && this.lists.home(slot) === a1in) {
      this.#ghosts.push(a1out, page);
    }
    this.unlink(slot);
  }
}

/** 2Q, full version. Throws RSP_POLICY_SETTING. */
export const twoQ: PolicyFactory = (setting) => new TwoQ(setting);
