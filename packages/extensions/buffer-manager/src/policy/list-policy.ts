import { checkSetting } from "./checks.js";
import { Lists } from "./lists.js";
import { NONE, type PolicySetting, type Slot } from "./policy.js";

/**
 * What the policies that keep their slots in lists have in common: the lists, the pins, and the counting of
 * work. One entry linked, unlinked or looked at is one unit; a move to the front is two. Finding the list that
 * a slot is in, or a page in a history, is a lookup and no list operation.
 */
export abstract class ListPolicy {
  abstract readonly name: string;
  work = 0;
  protected readonly lists: Lists;
  protected readonly pinned: Uint8Array;

  /** Throws RSP_POLICY_SETTING. */
  constructor(name: string, setting: PolicySetting, lists: number) {
    checkSetting(name, setting);
    this.lists = new Lists(setting.capacity, lists);
    this.pinned = setting.pinned;
  }

  protected link(list: number, slot: Slot): void {
    this.work += 1;
    this.lists.pushFront(list, slot);
  }

  protected unlink(slot: Slot): void {
    this.work += 1;
    this.lists.unlink(slot);
  }

  /** To the front of the list that the slot is in; free for the slot that is there already. */
  protected touch(slot: Slot): void {
    if (this.lists.moveToFront(slot)) this.work += 2;
  }

  /** The unpinned slot nearest to the back of a list, or NONE. */
  protected lastUnpinned(list: number): Slot {
    let slot = this.lists.back(list);
    while (slot !== NONE) {
      this.work += 1;
      if (this.pinned[slot] === 0) break;
      slot = this.lists.towardsFront(slot);
    }
    return slot;
  }

  /** The unpinned slot nearest to the front of a list, or NONE. */
  protected firstUnpinned(list: number): Slot {
    let slot = this.lists.front(list);
    while (slot !== NONE) {
      this.work += 1;
      if (this.pinned[slot] === 0) break;
      slot = this.lists.towardsBack(slot);
    }
    return slot;
  }
}
