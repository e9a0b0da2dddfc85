import { invariant, RespinError, type Machine, type PageNumber } from "@respin/hardware";
import { defineEvents, type Dispatching, type Events } from "@respin/linker";
import { VirtAddr, type Context, type Region } from "./interfaces.js";
import type { Spaces } from "./spaces.js";

/** Pages of one space: the MMU's limit. */
const pagesMax = 1 << 20;

/** The capability: only this module makes one. */
class RegionCapability implements Region {
  readonly context: Context;
  readonly pages: number;
  readonly address: number;
  readonly firstPage: PageNumber;

  constructor(context: Context, firstPage: PageNumber, pages: number, pageWords: number) {
    this.context = context;
    this.firstPage = firstPage;
    this.pages = pages;
    this.address = firstPage * pageWords;
  }
}

/** Virtual addresses: which pages of a context are spoken for. First fit over what was given back, then fresh pages. */
export class VirtualAddresses {
  /** The interface, each procedure an event. */
  readonly events: Events<typeof VirtAddr>;

  readonly #machine: Machine;
  readonly #spaces: Spaces;
  readonly #next = new Map<Context, PageNumber>();
  readonly #free = new Map<Context, { firstPage: PageNumber; pages: number }[]>();
  readonly #live = new Map<Region, RegionCapability>();

  constructor(machine: Machine, dispatching: Dispatching, spaces: Spaces) {
    this.#machine = machine;
    this.#spaces = spaces;
    this.events = defineEvents(dispatching, VirtAddr, {
      Allocate: (context, pages) => this.allocate(context, pages),
      Deallocate: (region) => this.deallocate(region),
    });
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
    const region = new RegionCapability(context, this.#find(context, pages), pages, this.#machine.mmu.pageWords);
    for (let page = 0; page < pages; page++) this.#machine.mmu.allocate(asn, region.firstPage + page);
    this.#live.set(region, region);
    return region;
  }

  /** Give the addresses back; nothing may be mapped there. Throws RSP_MAPPED, and RSP_REGION for a region given back before. */
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
    this.#live.delete(region);
    const free = this.#free.get(context) ?? [];
    free.push({ firstPage, pages });
    this.#free.set(context, free);
  }

  /** What is behind a region. For core services only. Throws RSP_REGION for one that was given back, or was never made here. */
  reveal(
    region: Region,
    procedure: string,
  ): { readonly context: Context; readonly firstPage: PageNumber; readonly pages: number } {
    const revealed = this.#live.get(region);
    if (revealed === undefined) {
      throw new RespinError(
        "RSP_REGION",
        `${procedure}: not a region (VirtAddr.T) that is allocated; it was given back`,
      );
    }
    return revealed;
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
