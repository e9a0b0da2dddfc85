import { invariant, RespinError } from "@respin/hardware";
import { NONE, type PolicySetting, type Slot } from "./policy.js";

/** Page numbers are kept in 32-bit arrays. */
const pagesMax = 2 ** 31;

/** Refuse a setting no policy can be made for. Throws RSP_POLICY_SETTING. */
export function checkSetting(name: string, { capacity, pages, pinned }: PolicySetting): void {
  if (!Number.isSafeInteger(capacity) || capacity < 1) {
    refuse(name, `a capacity of ${capacity} slots`, "give it at least 1, a whole number");
  }
  if (!Number.isSafeInteger(pages) || pages < 1 || pages > pagesMax) {
    refuse(name, `${pages} pages`, `give it 1 to ${pagesMax}`);
  }
  if (pinned.length < capacity) {
    refuse(name, `${pinned.length} pin bytes for ${capacity} slots`, "give it one byte a slot");
  }
}

function refuse(name: string, what: string, remedy: string): never {
  throw new RespinError("RSP_POLICY_SETTING", `policy ${name} cannot be made for ${what}; ${remedy}`);
}

/**
 * The page that each slot holds, for a policy that remembers pages after they have left.
 *
 * Invariant R1: `page(slot)` is what was last admitted to the slot and not yet removed, or NONE.
 */
export class Residents {
  readonly #pages: Int32Array;

  constructor(capacity: number) {
    this.#pages = new Int32Array(capacity).fill(NONE);
  }

  enter(slot: Slot, page: number): void {
    invariant(this.#pages[slot] === NONE, "a page is admitted to an empty slot");
    this.#pages[slot] = page;
  }

  /** The page that was there. */
  leave(slot: Slot): number {
    const page = this.#pages[slot];
    invariant(page >= 0, "a page is removed from a slot that holds one");
    this.#pages[slot] = NONE;
    return page;
  }
}
