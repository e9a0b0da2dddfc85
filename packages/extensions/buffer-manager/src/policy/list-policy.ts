import { checkSetting } from "./checks.js";
import { Lists } from "./lists.js";
import { NONE, type PolicySetting, type Slot } from "./policy.js";

/**
 * What the policies that keep their slots in lists have in common: the lists and the pins.
 */
export abstract class ListPolicy {
  abstract readonly name: string;
  protected readonly lists: Lists;
  protected readonly pinned: Uint8Array;

  /** Throws RSP_POLICY_SETTING. */
  constructor(name: string, setting: PolicySetting, lists: number) {
    checkSetting(name, setting);
    this.lists = new Lists(setting.capacity, lists);
    this.pinned = setting.pinned;
  }

  protected link(list: number, slot: Slot): void {
    this.lists.pushFront(list, slot);
  }

  protected unlink(slot: Slot): void {
    this.lists.unlink(slot);
  }

  /** To the front of the list that the slot is in. */
  protected touch(slot: Slot): void {
    this.lists.moveToFront(slot);
  }

  /** The unpinned slot nearest to the back of a list, or NONE. */
  protected lastUnpinned(list: number): Slot {
    let slot = this.lists.back(list);
    while (slot !== NONE) {
      if (this.pinned[slot] === 0) break;
      slot = this.lists.towardsFront(slot);
    }
    return slot;
  }

  /** The unpinned slot nearest to the front of a list, or NONE. */
  protected firstUnpinned(list: number): Slot {
    let slot = this.lists.front(list);
    while (slot !== NONE) {
      if (this.pinned[slot] === 0) break;
      slot = this.lists.towardsBack(slot);
    }
    return slot;
  }
}
