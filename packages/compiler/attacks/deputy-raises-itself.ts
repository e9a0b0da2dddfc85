/**
 * Raises the kernel's events itself, with faults that it made up, so that others' handlers act on them.
 *
 * Family: confused deputies
 * Stopped by: nothing
 * Otherwise: capability | RSP_PAGE_NOT_PRESENT | done
 */
import { type Context, type MemoryClient, type Region, StrandInterface as Strand, Translation, VirtAddr } from "@respin/core";
import { implement, type Waiting } from "@respin/linker";
import { Tenant } from "@attacks/interfaces";
import { attempt, saw } from "./witness.js";

class Fault {
  readonly #contexts: readonly Context[];
  #asked = 0;
  readonly address: number;
  readonly write = true;
  constructor(contexts: readonly Context[], address: number) {
    this.#contexts = contexts;
    this.address = address;
  }
  get context(): Context {
    this.#asked += 1;
    return this.#contexts[this.#asked % this.#contexts.length];
  }
  get strand() {
    return Strand.Current();
  }
}

function* work(context: Context, region: Region): Waiting {
  const { address } = VirtAddr.Extent(region);
  const other = Translation.Create();
  attempt("a fault of its own", () => {
    Translation.PageNotPresent({ context, address, write: false, strand: Strand.Current() });
    return true;
  });
  attempt("a fault that changes", () => {
    Translation.PageNotPresent(new Fault([context, other], address));
    return true;
  });
  Translation.Destroy(other);
  saw("done");
}

export const tenant = implement(Tenant, {
  Move: (_client: MemoryClient, context: Context, region: Region) => void Strand.Start("raises", work(context, region)),
});
