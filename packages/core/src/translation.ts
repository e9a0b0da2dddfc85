import { Fault, Protection, RespinError, type Asn, type Cost, type Machine } from "@respin/hardware";
import { defineEvents, type Dispatching, type Events } from "@respin/linker";
import { kernelOnly, ownOnly } from "./extensions/holdings.js";
import type { FrameMappings } from "./frame-mappings.js";
import { Translation, type Context, type MemoryFault, type Page, type Region } from "./interfaces.js";
import type { PhysicalStorage } from "./phys-addr.js";
import type { Spaces } from "./spaces.js";
import { Strand } from "./strand.js";
import type { VirtualAddresses } from "./virt-addr.js";

/** How often an access met no mapping that allows it, by the event that was raised. */
export interface FaultCounts {
  pageNotPresent: number;
  protection: number;
  badAddress: number;
}

/**
 * The translation service: mappings between virtual and physical storage, and the three events that are raised when an
 * access meets none. SOSP'95, Figure 3.
 */
export class TranslationService {
  /** The interface, each procedure an event. */
  readonly events: Events<typeof Translation>;

  /** Faults so far. One that is met again after it was handled counts again. */
  readonly faults: FaultCounts = { pageNotPresent: 0, protection: 0, badAddress: 0 };

  readonly #machine: Machine;
  readonly #spaces: Spaces;
  readonly #storage: PhysicalStorage;
  readonly #addresses: VirtualAddresses;
  readonly #mappings: FrameMappings;
  readonly #map: Cost;
  readonly #unmap: Cost;
  readonly #examine: Cost;
  readonly #protect: Cost;
  readonly #protectPage: Cost;

  constructor(
    machine: Machine,
    dispatching: Dispatching,
    services: { spaces: Spaces; storage: PhysicalStorage; addresses: VirtualAddresses; mappings: FrameMappings },
  ) {
    this.#machine = machine;
    this.#spaces = services.spaces;
    this.#storage = services.storage;
    this.#addresses = services.addresses;
    this.#mappings = services.mappings;
    this.#map = machine.costs.named("translation.map");
    this.#unmap = machine.costs.named("translation.unmap");
    this.#examine = machine.costs.named("translation.examine");
    this.#protect = machine.costs.named("translation.protect");
    this.#protectPage = machine.costs.named("translation.protect-page");
    this.#mappings.onRemove = (count) => machine.spend(this.#unmap, count);
    const ofOwnSpaces = ownOnly(
      ({ contexts }) =>
        (fault: MemoryFault) =>
          contexts.has(fault.context),
    );
    this.events = defineEvents(
      dispatching,
      Translation,
      {
        Create: () => this.create(),
        Destroy: (context) => this.destroy(context),
        AddMapping: (region, index, page, protection) => this.addMapping(region, index, page, protection),
        RemoveMapping: (region, index) => this.removeMapping(region, index),
        Protect: (region, first, pages, protection) => this.protect(region, first, pages, protection),
        ExamineMapping: (region, index) => this.examineMapping(region, index),
        PageNotPresent: (fault) => unhandled("PageNotPresent", "RSP_PAGE_NOT_PRESENT", fault),
        BadAddress: (fault) => unhandled("BadAddress", "RSP_BAD_ADDRESS", fault),
        ProtectionFault: (fault) => unhandled("ProtectionFault", "RSP_PROTECTION_FAULT", fault),
      },
      { PageNotPresent: ofOwnSpaces, BadAddress: ofOwnSpaces, ProtectionFault: ofOwnSpaces, others: kernelOnly },
    );
  }

  create(): Context {
    return this.#spaces.create();
  }

  /** End a context, and its regions with it. Throws RSP_CAPABILITY, and RSP_MAPPED while a page is mapped in it. */
  destroy(context: Context): void {
    const mapped = this.#mappings.inSpace(this.#spaces.asnOf(context, "Translation.Destroy"));
    if (mapped > 0) {
      throw new RespinError(
        "RSP_MAPPED",
        `Translation.Destroy: ${mapped} pages of the space are mapped; remove their mappings first`,
      );
    }
    this.#spaces.destroy(context);
  }

  /** Map the n-th page of a region to a page of storage. Throws RSP_REGION, RSP_PAGE, RSP_MAPPED, RSP_PROTECTION. */
  addMapping(region: Region, index: number, page: Page, protection: number): void {
    if (protection !== Protection.read && protection !== Protection.readWrite) {
      throw noProtection("Translation.AddMapping", protection, "use read or readWrite");
    }
    const { asn, vpn } = this.#place(region, index, "Translation.AddMapping");
    const frame = this.#storage.activeFrameOf(page, "Translation.AddMapping");
    if (this.#machine.mmu.frameOf(asn, vpn) >= 0) {
      throw new RespinError(
        "RSP_MAPPED",
        `Translation.AddMapping: page ${index} of the region is mapped; remove its mapping first`,
      );
    }
    this.#machine.spend(this.#map);
    this.#mappings.add(frame, asn, vpn, protection);
  }

  /** Remove the mapping of the n-th page of a region, if there is one. Throws RSP_REGION. */
  removeMapping(region: Region, index: number): void {
    const { asn, vpn } = this.#place(region, index, "Translation.RemoveMapping");
    this.#machine.spend(this.#unmap);
    this.#mappings.remove(asn, vpn);
  }

  /**
   * Change what mapped pages of a region allow: so many, from the n-th on. All or nothing; their referenced and dirty bits stay.
   * Throws RSP_REGION, RSP_MAPPED, RSP_PROTECTION.
   */
  protect(region: Region, first: number, pages: number, protection: number): void {
    const { mmu } = this.#machine;
    const procedure = "Translation.Protect";
    const { asn, vpn } = this.#place(region, first, procedure);
    // The last page is there as well; of fewer than one it is before the first.
    this.#place(region, pages < 1 ? -1 : first + pages - 1, procedure);
    const allowed = Object.values(Protection).find((each) => each === protection);
    if (allowed === undefined) throw noProtection(procedure, protection, "use none, read or readWrite");
    for (let page = 0; page < pages; page++) {
      if (mmu.frameOf(asn, vpn + page) >= 0) continue;
      throw new RespinError(
        "RSP_MAPPED",
        `${procedure}: page ${first + page} of the region is not mapped; map it first`,
      );
    }
    this.#machine.spend(this.#protect);
    this.#machine.spend(this.#protectPage, pages);
    for (let page = 0; page < pages; page++) mmu.protect(asn, vpn + page, allowed);
  }

  /** What the n-th page of a region allows; none where nothing is mapped. Throws RSP_REGION. */
  examineMapping(region: Region, index: number): Protection {
    const { asn, vpn } = this.#place(region, index, "Translation.ExamineMapping");
    this.#machine.spend(this.#examine);
    return this.#machine.mmu.protectionOf(asn, vpn);
  }

  /** Raise the event that belongs to a fault of the MMU. */
  raise(kind: number, fault: MemoryFault): void {
    const { faults, events } = this;
    if (kind === Fault.pageNotPresent) {
      faults.pageNotPresent++;
      events.PageNotPresent.raise(fault);
    } else if (kind === Fault.protection) {
      faults.protection++;
      events.ProtectionFault.raise(fault);
    } else {
      faults.badAddress++;
      events.BadAddress.raise(fault);
    }
  }

  #place(region: Region, index: number, procedure: string): { asn: Asn; vpn: number } {
    const { context, firstPage, pages } = this.#addresses.reveal(region, procedure);
    if (!Number.isSafeInteger(index) || index < 0 || index >= pages) {
      throw new RespinError("RSP_REGION", `${procedure}: page ${index} is not in a region of ${pages} pages`);
    }
    return { asn: this.#spaces.asnOf(context, procedure), vpn: firstPage + index };
  }
}

function noProtection(procedure: string, protection: number, remedy: string): RespinError {
  return new RespinError("RSP_PROTECTION", `${procedure}: ${protection} is no protection; ${remedy}`);
}

/** Nobody handles the fault: the application that met it cannot go on. */
function unhandled(event: string, code: `RSP_${string}`, { address, write, strand }: MemoryFault): never {
  const { name } = Strand.of(strand, `Translation.${event}`);
  throw new RespinError(
    code,
    `${name}: a ${write ? "store to" : "load from"} word ${address} met no handler; install one on Translation.${event}`,
  );
}
