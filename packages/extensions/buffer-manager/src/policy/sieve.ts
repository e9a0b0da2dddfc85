/**
 * SIEVE: a FIFO queue and a hand that sifts it without moving what it keeps.
 *
 * Zhang et al., NSDI 2024. New pages enter at the front with the bit off; a reference sets the bit. The hand
 * goes from the back to the front, turns off the bits that are on and stops at the first page whose bit is
 * off; past the front it starts again at the back. Unlike Clock, a kept page stays where it is, so that new
 * pages do not mix with old ones and one that is never referenced again leaves soon.
 *
 * The hand passes over pinned pages unchanged. It moves on when the page under it leaves.
 */

import { invariant } from "@respin/hardware";
import { ListPolicy } from "./list-policy.js";
import { NONE, type Policy, type PolicyFactory, type PolicySetting, type Slot } from "./policy.js";

const queue = 0;

class Sieve extends ListPolicy implements Policy {
  readonly name = "sieve";
  readonly #visited: Uint8Array;
  /** NONE: the hand starts at the back. */
  #hand: Slot = NONE;

  constructor(setting: PolicySetting) {
    super("sieve", setting, 1);
    this.#visited = new Uint8Array(setting.capacity);
  }

  hit(slot: Slot): void {
    invariant(this.lists.home(slot) === queue, "a page is referenced in a slot that holds one");
    this.#visited[slot] = 1;
  }

  admit(slot: Slot): void {
    this.#visited[slot] = 0;
    this.link(queue, slot);
  }

  victim(): Slot {
    // Once round turns every bit off, the second time finds one; if not, every page is pinned.
    for (let steps = 2 * this.lists.size(queue); steps > 0; steps--) {
      const slot = this.#hand === NONE ? this.lists.back(queue) : this.#hand;
      this.#hand = slot;
      if (this.pinned[slot] === 0) {
        if (this.#visited[slot] === 0) return slot;
        this.#visited[slot] = 0;
      }
      this.#hand = this.lists.towardsFront(slot);
    }
    return NONE;
  }

  remove(slot: Slot): void {
    if (slot === this.#hand) this.#hand = this.lists.towardsFront(slot);
    this.unlink(slot);
  }
}

/** SIEVE. Throws RSP_POLICY_SETTING. */
export const sieve: PolicyFactory = (setting) => new Sieve(setting);
