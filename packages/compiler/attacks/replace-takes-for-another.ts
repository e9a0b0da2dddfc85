/**
 * Is handed a page and a space over, and takes each for what it is not: for a client, for a region, for a file.
 *
 * Family: replacement
 * Replacement: replaces keeper
 * Stopped by: RSP_SAFE_CAST
 * Otherwise: capability | RSP_CAPABILITY | RSP_PAGE | TypeError | taken
 */
import { type Context, Handover, type MemoryClient, type Page, PhysAddr, type Region, VirtAddr } from "@respin/core";
import { implement, type Waiting } from "@respin/linker";
import { Strike, Tenant, Waiter } from "@attacks/interfaces";
import { attempt, saw } from "./witness.js";

interface Given {
  readonly page: Page;
  readonly space: Context;
}

export const tenant = implement(Tenant, { Move: (_client: MemoryClient, _context: Context, _region: Region) => {} });
export const strike = implement(Strike, { Strike: () => {} });
export const waiter = implement(Waiter, { *Wait(): Waiting {} });
export const handover = implement(Handover, {
  Give: () => 5,
  Take: (given: unknown) => {
    const { page, space } = given as Given;
    attempt("a region", () => VirtAddr.Extent(space as unknown as Region).pages > 0);
    attempt("a region of no space", () => VirtAddr.Allocate(page as unknown as Context, 1) !== undefined);
    attempt("a page", () => {
      PhysAddr.Zero(space as unknown as Page);
      return true;
    });
    attempt("other contents", () => {
      (given as { page: unknown }).page = 5;
      return true;
    });
    saw("taken");
  },
});
