/**
 * Locality sets: a pool divided by what its pages are for, each part with the policy that suits it.
 *
 * Chou and DeWitt, VLDB 1985 (DBMIN), after Stonebraker (1981): the database knows how each kind of page is
 * used. A page belongs to the first set that has its kind, chosen at admission. A share is no fixed partition: a
 * set may use what others leave idle. When room is needed it is taken from the set that is largest for its
 * share, by that set's own policy, and of two equal ones from the later. A set with share 0 is one to toss:
 * whatever it has goes first. If all pages of a set are pinned, the next set is asked.
 *
 * Each set's policy is made for the whole pool, because the set may come to fill it.
 */

import { invariant, RespinError } from "@respin/hardware";
import { checkSetting } from "./checks.js";
import { lruK } from "./lru-k.js";
import { lru } from "./lru.js";
import { NONE, PageKind, pageKinds, type Policy, type PolicyFactory, type PolicySetting, type Slot } from "./policy.js";
import { tossImmediately } from "./toss-immediately.js";

/** One set of pages and how it is kept. */
export interface LocalitySet {
  readonly name: string;
  /** The fraction of the pool that is the set's own, 0 .. 1; all shares together make at most 1. */
  readonly share: number;
  readonly policy: PolicyFactory;
  /** What its pages hold. Of the last set it does not matter: that takes what is left. */
  readonly kinds: readonly PageKind[];
}

const setsMax = 64;

class LocalitySets implements Policy {
  readonly name = "sets";
  readonly #capacity: number;
  readonly #sets: readonly LocalitySet[];
  readonly #policies: readonly Policy[];
  readonly #sizes: Int32Array;
  /** The set that a kind of page belongs to, and the set that a slot's page is of. */
  readonly #setOfKind: Int8Array;
  readonly #setOf: Int8Array;
  /** Sets that had only pinned pages in this call of `victim`. */
  readonly #tried: Uint8Array;

  constructor(setting: PolicySetting, sets: readonly LocalitySet[]) {
    checkSetting("sets", setting);
    this.#capacity = setting.capacity;
    this.#sets = sets;
    this.#policies = sets.map((set) => set.policy(setting));
    this.#sizes = new Int32Array(sets.length);
    this.#setOfKind = setsByKind(sets);
    this.#setOf = new Int8Array(setting.capacity).fill(NONE);
    this.#tried = new Uint8Array(sets.length);
  }

  hit(slot: Slot): void {
    this.#policies[this.#setIn(slot)].hit(slot);
  }

  admit(slot: Slot, page: number, kind: PageKind): void {
    invariant(this.#setOf[slot] === NONE, "a page is admitted to an empty slot");
    const set = this.#setOfKind[kind];
    this.#setOf[slot] = set;
    this.#sizes[set]++;
    this.#policies[set].admit(slot, page, kind);
  }

  victim(incoming: number): Slot {
    this.#tried.fill(0);
    for (let set = this.#largest(); set !== NONE; set = this.#largest()) {
      const slot = this.#policies[set].victim(incoming);
      if (slot !== NONE) return slot;
      this.#tried[set] = 1;
    }
    return NONE;
  }

  remove(slot: Slot, evicted: boolean): void {
    const set = this.#setIn(slot);
    this.#setOf[slot] = NONE;
    this.#sizes[set]--;
    this.#policies[set].remove(slot, evicted);
  }

  #setIn(slot: Slot): number {
    const set = this.#setOf[slot];
    invariant(set >= 0, "the slot holds a page");
    return set;
  }

  /** The set that is largest for its share, of those that have pages and were not tried, or NONE. */
  #largest(): number {
    let best = NONE;
    let bestExcess = 0;
    for (let set = 0; set < this.#sizes.length; set++) {
      if (this.#sizes[set] === 0 || this.#tried[set] !== 0) continue;
      const excess = this.#sizes[set] / (this.#sets[set].share * this.#capacity);
      if (best === NONE || excess >= bestExcess) {
        best = set;
        bestExcess = excess;
      }
    }
    return best;
  }
}

/** The first set that has the kind, and for what none has, the last. */
function setsByKind(sets: readonly LocalitySet[]): Int8Array {
  const byKind = new Int8Array(pageKinds.length).fill(sets.length - 1);
  for (const [set, { kinds }] of [...sets.entries()].toReversed()) {
    for (const kind of kinds) if (set < sets.length - 1) byKind[kind] = set;
  }
  return byKind;
}

/**
 * A policy of locality sets. A page is of the first that has its kind; the last takes every page that no other has. Throws
 * RSP_POLICY_SETS for no sets or too many, two of one name, kinds that there are not, or shares that are not fractions of
 * one pool.
 */
export function localitySets(sets: readonly LocalitySet[]): PolicyFactory {
  if (sets.length === 0 || sets.length > setsMax) {
    throw new RespinError("RSP_POLICY_SETS", `${sets.length} locality sets; give 1 to ${setsMax}`);
  }
  const names = new Set<string>();
  let total = 0;
  for (const { name, share, kinds } of sets) {
    if (names.has(name)) {
      throw new RespinError("RSP_POLICY_SETS", `two locality sets are named ${name}; give each its own name`);
    }
    if (!(share >= 0 && share <= 1)) {
      throw new RespinError("RSP_POLICY_SETS", `locality set ${name} has a share of ${share}; give a fraction, 0 to 1`);
    }
    const unknown = kinds.find((kind) => !pageKinds.includes(kind));
    if (unknown !== undefined) {
      throw new RespinError(
        "RSP_POLICY_SETS",
        `locality set ${name} has pages of kind ${unknown}; there are kinds 0 to ${pageKinds.length - 1}`,
      );
    }
    names.add(name);
    total += share;
  }
  // A little more than 1 is the rounding of the sum.
  if (total > 1 + 1e-9) {
    throw new RespinError("RSP_POLICY_SETS", `the shares of the locality sets add up to ${total}; make it at most 1`);
  }
  const own = sets.map((set) => ({ ...set, kinds: [...set.kinds] }));
  return (setting) => new LocalitySets(setting, own);
}

/**
 * The sets for an SQLite file. Interior pages of its B-trees are few, and on the way to everything: they keep a
 * share that leaves cannot take. The log needs the page at its end. Overflow pages, free pages and a scan's pages are used
 * once.
 */
export const sqliteSets: readonly LocalitySet[] = [
  { name: "interior", share: 0.25, policy: lru, kinds: [PageKind.interior] },
  // A log is written from front to back, but a record may end in the middle of a page and the next go on there.
  { name: "log", share: 0.02, policy: lru, kinds: [PageKind.log] },
  { name: "passing", share: 0, policy: tossImmediately, kinds: [PageKind.overflow, PageKind.free, PageKind.scan] },
  { name: "leaf", share: 0.73, policy: lruK, kinds: [PageKind.leaf, PageKind.any] },
];
