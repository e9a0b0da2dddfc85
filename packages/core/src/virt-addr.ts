import { invariant, RespinError, type Machine, type PageNumber } from "@respin/hardware";
import { defineCapabilities, defineEvents, type Dispatching, type Events } from "@respin/linker";
import { VirtAddr, type Context, type Region, type RegionExtent } from "./interfaces.js";
import { kernelOnly } from "./extensions/holdings.js";
import type { Spaces } from "./spaces.js";

/** Pages of one space: the MMU's limit. */
const pagesMax = 1 << 20;

/** What is behind a region. */
interface Revealed extends RegionExtent {
  readonly context: Context;
  readonly firstPage: PageNumber;
}

/** Virtual addresses: which pages of a context are spoken for. First fit over what was given back, then fresh pages. */
export class VirtualAddresses {
  /** The interface, each procedure an event. */
  readonly events: Events<typeof VirtAddr>;

  readonly #machine: Machine;
  readonly #spaces: Spaces;
  /** They are this machine's: another's are none. */
  readonly #regions = defineCapabilities<Revealed, "VirtAddr.T">("VirtAddr.T", "get one with VirtAddr.Allocate");
  /** By context, and no longer than that is. */
  readonly #next = new WeakMap<Context, PageNumber>();
  readonly #free = new WeakMap<Context, { firstPage: PageNumber; pages: number }[]>();

  constructor(machine: Machine, dispatching: Dispatching, spaces: Spaces) {
    this.#machine = machine;
    this.#spaces = spaces;
    this.events = defineEvents(
      dispatching,
      VirtAddr,
      {
        Allocate: (context, pages) => this.allocate(context, pages),
        Deallocate: (region) => this.deallocate(region),
        Extent: (region) => this.extent(region),
      },
      { others: kernelOnly },
    );
  }

  /** Addresses for `pages` pages. Throws RSP_ADDRESSES_EXHAUSTED. */
  allocate(context: Context, pages: number): Region {
    const asn = this.#spaces.asnOf(context, "VirtAddr.Allocate");
    if (!Number.isSafeInteger(pages) || pages < 1) {
      throw new RespinError(
        "RSP_ADDRESSES_EXHAUSTED",
        `a region of ${pages} pages cannot be; ask for 1 to ${pagesMax}`,
      );
    }
    const firstPage = this.#find(context, pages);
    for (let page = 0; page < pages; page++) this.#machine.mmu.allocate(asn, firstPage + page);
    return this.#regions.mint({ context, firstPage, pages, address: firstPage * this.#machine.mmu.pageWords });
  }

  /** Give the addresses back; nothing may be mapped there. Throws RSP_MAPPED, and RSP_CAPABILITY for a region given back before. */
  deallocate(region: Region): void {
    const { context, firstPage, pages } = this.reveal(region, "VirtAddr.Deallocate");
    const asn = this.#spaces.asnOf(context, "VirtAddr.Deallocate");
    for (let page = 0; page < pages; page++) {
      if (this.#machine.mmu.frameOf(asn, firstPage + page) < 0) continue;
      throw new RespinError(
        "RSP_MAPPED",
        `VirtAddr.Deallocate: page ${page} of the region is mapped; remove its mapping first`,
      );
    }
    for (let page = 0; page < pages; page++) this.#machine.mmu.deallocate(asn, firstPage + page);
    this.#regions.revoke(region);
    const free = this.#free.get(context) ?? [];
    free.push({ firstPage, pages });
    this.#free.set(context, free);
  }

  /** Where a region is. Throws RSP_CAPABILITY. */
  extent(region: Region): RegionExtent {
    const { address, pages } = this.reveal(region, "VirtAddr.Extent");
    return Object.freeze({ address, pages });
  }

  /** What is behind a region. For core services only. Throws RSP_CAPABILITY for one that was given back, or is another machine's. */
  reveal(region: Region, procedure: string): Revealed {
    return this.#regions.reveal(region, procedure);
  }

  #find(context: Context, pages: number): PageNumber {
    const free = this.#free.get(context) ?? [];
    const at = free.findIndex((hole) => hole.pages >= pages);
    if (at >= 0) {
      const [hole] = free.splice(at, 1);
      if (hole.pages > pages) free.push({ firstPage: hole.firstPage + pages, pages: hole.pages - pages });
      return hole.firstPage;
    }
    // Page 0 is never given out, so that address 0 is a bad address.
    const next = this.#next.get(context) ?? 1;
    if (next + pages > pagesMax) {
      throw new RespinError(
        "RSP_ADDRESSES_EXHAUSTED",
        `${pages} pages do not fit: ${next} of ${pagesMax} pages of addresses are used`,
      );
    }
    invariant(next >= 1, "addresses grow upwards");
    this.#next.set(context, next + pages);
    return next;
  }
}
