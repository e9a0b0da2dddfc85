import { RespinError } from "@respin/hardware";
import type { Client } from "@respin/linker";
import type { Context, Region, Translation, VirtAddr } from "../interfaces.js";
import type { TranslationService } from "../translation.js";
import type { VirtualAddresses } from "../virt-addr.js";
import type { OperationMeter } from "./operation-meter.js";

/** Address spaces of its own that one extension has at a time: there are few, and each has a table as long as its addresses. */
const spacesMax = 16;
/** Regions that it has at a time. */
const regionsMax = 4096;
const pagesMax = 1 << 20;
/** What it takes to make a space, or to end one, in operations of who asks for it. */
const spaceOperations = 1000;

/** What addresses take of the kernel. */
interface Services {
  readonly addresses: VirtualAddresses;
  readonly translation: TranslationService;
  readonly meter: OperationMeter;
}

interface Held {
  readonly context: Context;
  readonly pages: number;
}

/**
 * The spaces that one extension has made, and the regions that it has taken, in whatever space.
 *
 * Invariant K4: the spaces that an extension made end with it, or with what takes its place, and with them their regions and
 * mappings; and no call of it makes the kernel work long for few operations.
 *   Kept by: `release`, and `charge` before each loop over pages. Attacked by: the corpus of packages/compiler/attacks
 */
export class OwnAddresses {
  readonly #services: Services;
  readonly #spaces = new Set<Context>();
  readonly #regions = new Map<Region, Held>();
  /** Regions that were given back: the kernel looks through the holes that they left. */
  #returned = 0;

  constructor(services: Services) {
    this.#services = services;
  }

  /** Spaces that it has. */
  get spaces(): number {
    return this.#spaces.size;
  }

  /** The VirtAddr procedures for an extension called `name`: `Allocate` throws RSP_LIMIT for one region too many. */
  virtAddrFor(name: string): Partial<Client<typeof VirtAddr>> {
    const { events } = this.#services.addresses;
    return {
      Allocate: (context, pages) => {
        atMost(name, "regions", this.#regions.size, regionsMax);
        this.#charge(pages);
        const region = events.Allocate.raise(context, pages);
        this.#regions.set(region, { context, pages });
        return region;
      },
      Deallocate: (region) => {
        this.#charge(this.#regions.get(region)?.pages ?? 0);
        events.Deallocate.raise(region);
        this.#returned++;
        this.#regions.delete(region);
      },
    };
  }

  /** The Translation procedures for an extension called `name`: `Create` throws RSP_LIMIT for one space too many. */
  translationFor(name: string): Partial<Client<typeof Translation>> {
    const { events } = this.#services.translation;
    return {
      Create: () => {
        atMost(name, "address spaces", this.#spaces.size, spacesMax);
        this.#services.meter.work(spaceOperations);
        const context = events.Create.raise();
        this.#spaces.add(context);
        return context;
      },
      Destroy: (context) => {
        this.#services.meter.work(spaceOperations);
        events.Destroy.raise(context);
        this.#forget(context);
      },
      Protect: (region, first, pages, protection) => {
        this.#charge(pages);
        events.Protect.raise(region, first, pages, protection);
      },
    };
  }

  /** The end: its spaces go, with what is mapped in them. Regions that it took in others' spaces stay those spaces'. */
  release(): void {
    const { addresses, translation } = this.#services;
    for (const [region, { context, pages }] of this.#regions) {
      if (!this.#spaces.has(context)) continue;
      for (let page = 0; page < pages; page++) translation.removeMapping(region, page);
      addresses.deallocate(region);
    }
    for (const context of this.#spaces) translation.destroy(context);
    this.#regions.clear();
    this.#spaces.clear();
  }

  #forget(context: Context): void {
    this.#spaces.delete(context);
    for (const [region, held] of this.#regions) if (held.context === context) this.#regions.delete(region);
  }

  /** The kernel's work on so many pages, in operations of who asks for it. */
  #charge(pages: unknown): void {
    const asked = typeof pages === "number" && pages > 0 ? Math.min(pages, pagesMax) : 0;
    this.#services.meter.work(Math.ceil(asked) + (this.#returned >> 2));
  }
}

function atMost(name: string, what: string, held: number, allowed: number): void {
  if (held < allowed) return;
  throw new RespinError("RSP_LIMIT", `${name} holds ${held} ${what} of ${allowed} that it may; let some go`);
}
