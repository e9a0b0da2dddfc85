import { RespinError } from "@respin/hardware";

/** A run of blocks, as a file's extent is. */
export interface BlockRange {
  readonly first: number;
  readonly blocks: number;
  /** Whose blocks they are, where a message may have to say so. */
  readonly name?: string;
}

/** Whether a block is in a range. */
export function isIn({ first, blocks }: BlockRange, block: number): boolean {
  return block >= first && block < first + blocks;
}

/**
 * Which blocks must be on the disk before which others.
 *
 * Invariant O1: no block comes before itself, through however many rules, so that following them comes to an end.
 *   Kept by: `add`. Attacked by: write-order.test.ts
 */
export class WriteOrder {
  readonly #rules: { readonly earlier: BlockRange; readonly later: BlockRange }[] = [];

  /** The blocks of `earlier` come before those of `later`. Throws RSP_ORDER_CYCLE. */
  add(earlier: BlockRange, later: BlockRange): void {
    if (this.#rules.some((rule) => same(rule.earlier, earlier) && same(rule.later, later))) return;
    if (this.#leads(later, earlier)) {
      throw new RespinError(
        "RSP_ORDER_CYCLE",
        `${describe(earlier)} cannot be written before ${describe(later)}: the order asked for before has it after; leave one of them out`,
      );
    }
    this.#rules.push({ earlier, later });
  }

  /** The ranges that come right before a block. */
  before(block: number): readonly BlockRange[] {
    if (this.#rules.length === 0) return nothing;
    return this.#rules.filter(({ later }) => isIn(later, block)).map(({ earlier }) => earlier);
  }

  /** Whether something of `to` comes after something of `from`, or is the same. */
  #leads(from: BlockRange, to: BlockRange): boolean {
    if (overlap(from, to)) return true;
    return this.#rules.some(({ earlier, later }) => overlap(earlier, from) && this.#leads(later, to));
  }
}

const nothing: readonly BlockRange[] = [];

function overlap(a: BlockRange, b: BlockRange): boolean {
  return a.first < b.first + b.blocks && b.first < a.first + a.blocks;
}

function same(a: BlockRange, b: BlockRange): boolean {
  return a.first === b.first && a.blocks === b.blocks;
}

function describe({ first, blocks, name }: BlockRange): string {
  return name ?? `blocks ${first} to ${first + blocks - 1}`;
}
