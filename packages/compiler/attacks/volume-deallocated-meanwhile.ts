/**
 * Gives a page back while another strand of its own has the disk write it.
 *
 * Family: a granted volume
 * Given: volume
 * Stopped by: nothing
 * Otherwise: capability | RSP_PAGE_PINNED | RSP_UNPINNED | written
 */
import { type Context, type MemoryClient, type Page, PhysAddr, type Region, StrandInterface as Strand, Volume } from "@respin/core";
import { implement, type Waiting } from "@respin/linker";
import { Tenant } from "@attacks/interfaces";
import { attempt, saw } from "./witness.js";

let page: Page | undefined;

function* write(block: number, written: Page): Waiting {
  yield* Volume.Write(block, written);
  saw("written");
}

function* work(client: MemoryClient): Waiting {
  const { firstBlock } = yield* Volume.Lookup("mine");
  const used = yield* PhysAddr.Allocate(client);
  page = used;
  Strand.Start("writes", write(firstBlock, used));
  yield;
  attempt("the page", () => {
    PhysAddr.Deallocate(used);
    return true;
  });
  attempt("its pin", () => {
    PhysAddr.Unpin(used);
    return true;
  });
  if (page !== used) saw("odd");
}

export const tenant = implement(Tenant, {
  Move: (client: MemoryClient, _context: Context, _region: Region) => void Strand.Start("works", work(client)),
});
