/**
 * Clock, or second chance: FIFO that passes over a page referenced since the hand was there last.
 *
 * Corbató 1969. The slots are the ring. A reference sets the slot's bit, as the hardware would. The reference that brings a page in sets it too. The hand stops at the first unpinned slot
 * whose bit is off and turns off the bits that it passes; pinned and empty slots it passes over unchanged. It
 * moves on when the page under it leaves, so a victim that the pool does not take is named again.
 */

import { invariant } from "@respin/hardware";
import { checkSetting } from "./checks.js";
import { NONE, type Policy, type PolicyFactory, type PolicySetting, type Slot } from "./policy.js";

const empty = 0;
const present = 1;
const referenced = 3;

class Clock implements Policy {
  readonly name = "clock";
  readonly #pinned: Uint8Array;
  readonly #states: Uint8Array;
  #hand: Slot = 0;

  constructor(setting: PolicySetting) {
    checkSetting("clock", setting);
    this.#pinned = setting.pinned;
    this.#states = new Uint8Array(setting.capacity);
  }

  hit(slot: Slot): void {
    invariant(this.#states[slot] !== empty, "a page is referenced in a slot that holds one");
    this.#states[slot] = referenced;
  }

  admit(slot: Slot): void {
    invariant(this.#states[slot] === empty, "a page is admitted to an empty slot");
    this.#states[slot] = referenced;
  }

  victim(): Slot {
    // Once round turns every bit off, the second time finds one; if not, every page is pinned.
    for (let steps = 2 * this.#states.length; steps > 0; steps--) {
      const slot = this.#hand;
      if (this.#states[slot] !== empty && this.#pinned[slot] === 0) {
        if (this.#states[slot] === present) return slot;
        this.#states[slot] = present;
      }
      this.#advance();
    }
    return NONE;
  }

  remove(slot: Slot): void {
    invariant(this.#states[slot] !== empty, "a page is removed from a slot that holds one");
    this.#states[slot] = empty;
    if (slot === this.#hand) this.#advance();
  }

  #advance(): void {
    this.#hand = this.#hand + 1 === this.#states.length ? 0 : this.#hand + 1;
  }
}

/** Second-chance clock. Throws RSP_POLICY_SETTING. */
export const clock: PolicyFactory = (setting) => new Clock(setting);
