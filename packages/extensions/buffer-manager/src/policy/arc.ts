/**
 * ARC: recency and frequency share the pool, and the misses say how.
 *
 * Megiddo and Modha, FAST 2003. T1 holds pages referenced once since they came in, T2 those referenced again;
 * B1 and B2 remember the pages that left each. A miss on a page of B1 says that T1 was too small and raises its
 * target p; one on a page of B2 lowers it. Comments name the cases of the paper's Figure 4.
 *
 * The paper decides everything at the miss. Here the target moves when a victim is asked for (or at admission,
 * if room was there), and the histories are cut to their bounds at admission: the same pages leave.
 *
 * Invariant A1: after an admission |T1| + |B1| <= c and |T1| + |T2| + |B1| + |B2| <= 2c.
 *   Kept by: `#cut`. Attacked by: policies.properties.test.ts
 */

import { invariant } from "@respin/hardware";
import { Residents } from "./checks.js";
import { Ghosts } from "./ghosts.js";
import { ListPolicy } from "./list-policy.js";
import { NONE, type Policy, type PolicyFactory, type PolicySetting, type Slot } from "./policy.js";

const t1 = 0;
const t2 = 1;
const b1 = 0;
const b2 = 1;

class Arc extends ListPolicy implements Policy {
  readonly name = "arc";
  readonly #c: number;
  readonly #residents: Residents;
  readonly #ghosts: Ghosts;
  /** The target size of T1, a real number in 0 .. c. */
  #p = 0;
  /** The page for which the target has been moved already, or NONE. */
  #adaptedFor = NONE;

  constructor(setting: PolicySetting) {
    super("arc", setting, 2);
    this.#c = setting.capacity;
    this.#residents = new Residents(setting.capacity);
    this.#ghosts = new Ghosts(2 * setting.capacity, 2);
  }

  /** Case I. */
  hit(slot: Slot): void {
    if (this.lists.home(slot) === t2) {
      this.touch(slot);
    } else {
      this.unlink(slot);
      this.link(t2, slot);
    }
  }

  admit(slot: Slot, page: number): void {
    this.#adapt(page);
    this.#adaptedFor = NONE;
    this.#residents.enter(slot, page);
    if (this.#ghosts.forget(page)) {
      this.link(t2, slot);
    } else {
      this.link(t1, slot);
    }
    this.#cut();
  }

  /** REPLACE(x, p). */
  victim(incoming: number): Slot {
    this.#adapt(incoming);
    const size = this.lists.size(t1);
    const fromT1 = size > this.#p || (size === this.#p && this.#ghosts.listOf(incoming) === b2);
    const slot = this.lastUnpinned(fromT1 ? t1 : t2);
    return slot !== NONE ? slot : this.lastUnpinned(fromT1 ? t2 : t1);
  }

  remove(slot: Slot, evicted: boolean): void {
    const page = this.#residents.leave(slot);
    if (evicted) {
      this.#ghosts.push(this.lists.home(slot) === t1 ? b1 : b2, page);
    }
    this.unlink(slot);
  }

  /** Cases II and III: move the target, once a miss. */
  #adapt(page: number): void {
    if (page === this.#adaptedFor) return;
    this.#adaptedFor = page;
    const list = this.#ghosts.listOf(page);
    if (list === NONE) return;
    const one = this.#ghosts.size(b1);
    const two = this.#ghosts.size(b2);
    if (list === b1) this.#p = Math.min(this.#p + Math.max(1, two / one), this.#c);
    else this.#p = Math.max(this.#p - Math.max(1, one / two), 0);
  }

  /** Case IV: the histories end where the paper's do. */
  #cut(): void {
    while (this.lists.size(t1) + this.#ghosts.size(b1) > this.#c) {
      this.#ghosts.dropOldest(b1);
    }
    const resident = this.lists.size(t1) + this.lists.size(t2);
    while (resident + this.#ghosts.size(b1) + this.#ghosts.size(b2) > 2 * this.#c) {
      this.#ghosts.dropOldest(b2);
    }
    invariant(resident <= this.#c, "ARC holds no more pages than the pool");
  }
}

/** Adaptive replacement cache. Throws RSP_POLICY_SETTING. */
export const arc: PolicyFactory = (setting) => new Arc(setting);
