/**
 * The one interface of replacement policies.
 *
 * A pool has `capacity` slots, each of which holds one page or nothing. The pool says what happens to its
 * pages, in the order in which it happens; the policy says which slot to give up. It knows neither frames,
 * files nor systems, so that the same object runs in a kernel extension, a pager task and a user library.
 */

/** A place in a pool that holds one page: 0 .. capacity - 1. */
export type Slot = number;

/** No slot. */
export const NONE = -1;

/** What a page holds, as its owner reads it off the page or says of the file. */
export const PageKind = { any: 0, interior: 1, leaf: 2, overflow: 3, free: 4, log: 5, scan: 6 } as const;
export type PageKind = (typeof PageKind)[keyof typeof PageKind];

/** All of them, each in the place of its number. */
export const pageKinds: readonly PageKind[] = [
  PageKind.any,
  PageKind.interior,
  PageKind.leaf,
  PageKind.overflow,
  PageKind.free,
  PageKind.log,
  PageKind.scan,
];

export interface Policy {
  readonly name: string;

  /** The page in `slot` was referenced again. */
  hit(slot: Slot): void;

  /** `page` is now in `slot`, which was empty. This is the page's first reference since it was last out. */
  admit(slot: Slot, page: number, kind: PageKind): void;

  /**
   * The slot to give up so that `incoming` can be brought in, or NONE if every slot is pinned. Only asked when
   * no slot is empty. May move hands and bits, but the page stays until `remove`. The pool may take another.
   */
  victim(incoming: number): Slot;

  /** The page has left `slot`: replaced (`evicted`, a history may remember it), or dropped with its file. */
  remove(slot: Slot, evicted: boolean): void;
}

/** What a policy is made for. */
export interface PolicySetting {
  /** Slots in the pool; at least 1. */
  readonly capacity: number;
  /** Page numbers are 0 .. pages - 1. */
  readonly pages: number;
  /** One byte a slot, kept by the pool: a slot whose byte is not 0 is pinned and must not be named a victim. */
  readonly pinned: Uint8Array;
}

export type PolicyFactory = (setting: PolicySetting) => Policy;
