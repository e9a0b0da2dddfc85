import type { Page } from "@respin/core";
import type { Waiting } from "@respin/linker";

/** What a pool stands on: where its pages come from and where their contents go, in the system it runs in. */
export interface Backing {
  /** A page of storage for one more block. May take one of the pool's own, through the Reclaim and Repossess events. */
  obtain(): Waiting<Page>;
  /** Give back a page that no block needs. */
  release(page: Page): void;
  read(block: number, page: Page): Waiting;
  write(block: number, page: Page): Waiting;
  /** Wait until what was written of these blocks is on the disk, where `write` alone does not say so. */
  settleWrites?(blocks: readonly number[]): Waiting;
  /** Fill a page with zeros. */
  zero(page: Page): void;
  /** Copy words of a page, from the given one on, into the array, and the other way. Costs an access for each. */
  readWords(page: Page, at: number, into: Int32Array): void;
  writeWords(page: Page, at: number, from: Int32Array): void;
  modified(page: Page): boolean;
  clean(page: Page): void;
  pin(page: Page): void;
  unpin(page: Page): void;
  /** Wait for something of the pool's own. */
  await(begin: (done: () => void) => void): Waiting;
  /** Run something beside the caller. */
  start(name: string, body: Waiting): void;
}
