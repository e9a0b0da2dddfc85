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
  /** Who took it, as in `OwnAddresses.releaseOf`. */
  maker: object | undefined;
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
  readonly #handled: Set<Context>;
  /** Each with who made it, as in `releaseOf`. */
  readonly #spaces = new Map<Context, object | undefined>();
  readonly #regions = new Map<Region, Held>();
  /** Regions that were given back: the kernel looks through the holes that they left. */
  #returned = 0;

  /** `handled` are the spaces whose faults and system calls it may handle: those that it makes are among them. */
  constructor(services: Services, handled: Set<Context>) {
    this.#services = services;
    this.#handled = handled;
  }

  /** Spaces that it has. */
  get spaces(): number {
    return this.#spaces.size;
  }

  /** Whether it made a space, and has it still. */
  made(context: Context): boolean {
    return this.#spaces.has(context);
  }

  /** The VirtAddr procedures for an extension called `name`, whose account is `maker`: `Allocate` throws RSP_LIMIT for one region too many. */
  virtAddrFor(name: string, maker: object): Partial<Client<typeof VirtAddr>> {
    const { events } = this.#services.addresses;
    return {
      Allocate: (context, pages) => {
        atMost(name, "regions", this.#regions.size, regionsMax);
        this.#charge(pages);
        const region = events.Allocate.raise(context, pages);
        this.#regions.set(region, { context, pages, maker });
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

  /** The Translation procedures for it: `Create` throws RSP_LIMIT for one space too many. */
  translationFor(name: string, maker: object): Partial<Client<typeof Translation>> {
    const { events } = this.#services.translation;
    return {
      Create: () => {
        atMost(name, "address spaces", this.#spaces.size, spacesMax);
        this.#services.meter.work(spaceOperations);
        const context = events.Create.raise();
        this.#spaces.set(context, maker);
        this.#handled.add(context);
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
    for (const context of this.#spaces.keys()) this.#end(context);
    this.#regions.clear();
  }

  /** What takes an extension's place has what that made: none of it is anybody's own any more. */
  passOn(): void {
    for (const context of this.#spaces.keys()) this.#spaces.set(context, undefined);
    for (const held of this.#regions.values()) held.maker = undefined;
  }

  /** The end of one that shares them with who has them: what it made since they were passed on goes, as by `release`. */
  releaseOf(maker: object): void {
    for (const [context, of] of this.#spaces) if (of === maker) this.#end(context);
    for (const [region, held] of this.#regions) if (held.maker === maker) this.#regions.delete(region);
  }

  #end(context: Context): void {
    const { addresses, translation } = this.#services;
    for (const [region, held] of this.#regions) {
      if (held.context !== context) continue;
      for (let page = 0; page < held.pages; page++) translation.removeMapping(region, page);
      addresses.deallocate(region);
    }
    translation.destroy(context);
    this.#forget(context);
  }

  #forget(context: Context): void {
    this.#spaces.delete(context);
    this.#handled.delete(context);
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
