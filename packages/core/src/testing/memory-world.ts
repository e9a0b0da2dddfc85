import { Fault, Protection, RespinError } from "@respin/hardware";
import type { Waiting } from "@respin/linker";
import { HandlerFailure, MemoryHandlers, type Behaviour } from "./memory-handlers.js";
import {
  codeOf,
  MemoryModel,
  must,
  type Allocation,
  type Known,
  type Mapping,
  type Owner,
  type Place,
} from "./memory-model.js";

export const kinds = [
  "create client",
  "allocate",
  "deallocate",
  "map",
  "unmap",
  "unmap everywhere",
  "load",
  "store",
  "pin",
  "unpin",
  "clean",
  "read words",
  "write words",
  "zero",
  "allocate region",
  "deallocate region",
  "run",
] as const;

/** One operation. The numbers choose among what there is when it is done. */
export interface Step extends Behaviour {
  readonly kind: (typeof kinds)[number];
  readonly other: number;
}

/** Clients of memory that use it well and badly: each step does one operation and compares its outcome with the model's. */
export class MemoryWorld {
  readonly model: MemoryModel;
  /** Operations done so far. A step that finds nothing to work on is none. */
  operations = 0;
  readonly #handlers: MemoryHandlers;
  #stored = 0;

  constructor(frames: number) {
    this.model = new MemoryModel(frames);
    this.#handlers = new MemoryHandlers(this.model);
  }

  apply(step: Step): void {
    if (this.#do(step)) this.operations++;
  }

  /** Unpin everything, and let every strand end. */
  finish(): void {
    const { model } = this;
    for (const known of model.pages) while (known.pins > 0) model.unpin(known);
    model.memory.strands.runUntil(() => model.holders + model.waiting.size === 0);
  }

  #do(step: Step): boolean {
    const { model } = this;
    const { kind, choice, other } = step;
    const pick = <T>(some: readonly T[]): T | undefined => (some.length === 0 ? undefined : some[choice % some.length]);
    const active = pick(model.pages.filter(({ state }) => state === "active"));
    const page = pick(model.pages);
    const place = pick(model.places);
    switch (kind) {
      case "create client":
        return this.#createClient(1 + (other % 4));
      case "allocate": {
        const owner = pick(model.owners);
        return owner !== undefined && this.#allocate(owner, step);
      }
      case "deallocate":
        return page !== undefined && model.giveBack(page);
      case "pin":
        return page !== undefined && model.pin(page);
      case "unpin": {
        const pinned = pick(model.pages.filter(({ pins }) => pins > 0));
        if (pinned !== undefined) model.unpin(pinned);
        return pinned !== undefined;
      }
      case "unmap everywhere":
        if (active === undefined) return false;
        model.memory.storage.unmap(active.page);
        model.forgetMappings(active);
        return true;
      case "clean":
        if (active === undefined) return false;
        model.memory.storage.events.Clean.raise(active.page);
        active.dirty = false;
        return true;
      case "read words":
      case "write words":
      case "zero":
        return page !== undefined && this.#copy(kind, page);
      case "allocate region":
        return this.#allocateRegion(choice, 1 + (other % 3));
      case "deallocate region":
        return place !== undefined && this.#deallocateRegion(place);
      case "run":
        return this.#run(1 + (choice % 4));
      default:
        return place !== undefined && this.#use(kind, place, other % place.mappings.length, choice + other);
    }
  }

  #createClient(share: number): boolean {
    const { owners, memory } = this.model;
    const promised = owners.reduce((sum, owner) => sum + owner.share, 0);
    const code = codeOf(() => {
      const name = `client ${owners.length}`;
      owners.push({ client: memory.storage.createClient(name, share), name, share, refused: 0 });
    });
    const fits = promised + share <= memory.storage.frames;
    must(code === (fits ? undefined : "RSP_MEMORY_SHARES"), `a client with ${share} frames: ${code}`);
    return true;
  }

  /** Start an allocation, and run it until it ends or waits for the page that it takes. */
  #allocate(owner: Owner, behaviour: Behaviour): boolean {
    const { waiting, memory } = this.model;
    const allocation: Allocation = { owner, taken: undefined };
    const progress = { begun: false };
    waiting.add(allocation);
    memory.strands.startKernel("allocation", this.#allocation(allocation, behaviour, progress));
    memory.strands.runUntil(() => progress.begun);
    must(
      !waiting.has(allocation) || allocation.taken !== undefined,
      "an allocation waits only for a page that it takes",
    );
    return true;
  }

  *#allocation(allocation: Allocation, behaviour: Behaviour, progress: { begun: boolean }): Waiting {
    const { model } = this;
    const { owner } = allocation;
    progress.begun = true;
    this.#handlers.expect(allocation, behaviour);
    try {
      model.admit(yield* model.memory.storage.allocate(owner.client), owner);
    } catch (error) {
      this.#mayFail(error, owner, behaviour);
    } finally {
      if (allocation.taken !== undefined) allocation.taken.state = "gone";
      model.waiting.delete(allocation);
    }
  }

  /** Why an allocation may fail: nothing can be taken, or a handler does not do as it should. */
  #mayFail(error: unknown, owner: Owner, { repossession }: Behaviour): void {
    if (error instanceof HandlerFailure) return;
    if (!(error instanceof RespinError)) throw error;
    if (error.code === "RSP_MEMORY_EXHAUSTED") {
      const left = this.model.pages.filter((known) => this.model.mayTake(known, owner));
      must(left.length === 0, `memory is exhausted with ${left.length} pages that could be taken`);
    } else {
      must(error.code === "RSP_PAGE" && ["give back", "map again"].includes(repossession), error.message);
    }
  }

  #allocateRegion(choice: number, pages: number): boolean {
    const { places, contexts, memory } = this.model;
    if (places.length >= 8) return false;
    const context = contexts[choice % contexts.length];
    const region = memory.addresses.allocate(context, pages);
    const extent = memory.addresses.extent(region);
    must(extent.pages === pages && extent.address > 0, "a region has the pages that were asked for, not at address 0");
    places.push({ context, region, address: extent.address, mappings: Array.from({ length: pages }, () => undefined) });
    return true;
  }

  #deallocateRegion(place: Place): boolean {
    const { places, memory } = this.model;
    const isMapped = place.mappings.some((mapping) => mapping !== undefined);
    const code = codeOf(() => memory.addresses.deallocate(place.region));
    must(code === (isMapped ? "RSP_MAPPED" : undefined), `giving a region back: ${code}`);
    if (isMapped) return true;
    places.splice(places.indexOf(place), 1);
    const again = codeOf(() => memory.addresses.deallocate(place.region));
    must(again === "RSP_CAPABILITY", `giving a region back twice: ${again}`);
    return true;
  }

  #use(kind: "map" | "unmap" | "load" | "store", place: Place, index: number, choice: number): boolean {
    const { model } = this;
    const { mmu } = model.memory.machine;
    const address = place.address + index * mmu.pageWords;
    if (kind === "unmap") {
      model.memory.translation.removeMapping(place.region, index);
      place.mappings[index] = undefined;
    } else if (kind === "load") this.#load(model.asn(place.context), address, place.mappings[index]);
    else if (kind === "store") this.#store(model.asn(place.context), address, place.mappings[index]);
    else return model.pages.length > 0 && this.#map(place, index, choice);
    return true;
  }

  #map({ region, mappings }: Place, index: number, choice: number): boolean {
    const { pages, memory } = this.model;
    const known = pages[choice % pages.length];
    const writable = choice % 3 > 0;
    const protection = writable ? Protection.readWrite : Protection.read;
    const code = codeOf(() => memory.translation.addMapping(region, index, known.page, protection));
    if (known.state !== "active") must(code === "RSP_PAGE", `mapping what is ${known.state}: ${code}`);
    else if (mappings[index] !== undefined) must(code === "RSP_MAPPED", `mapping over another page: ${code}`);
    else {
      must(code === undefined, `mapping a page: ${code}`);
      mappings[index] = { known, writable };
    }
    return true;
  }

  #load(asn: number, address: number, mapping: Mapping | undefined): void {
    const { mmu } = this.model.memory.machine;
    const physical = mmu.load(asn, address);
    if (mapping === undefined) must(physical === Fault.pageNotPresent, `a load where nothing is mapped: ${physical}`);
    else {
      must(physical >= 0, `a load where a page is mapped: ${physical}`);
      const { value } = mapping.known;
      must(value === undefined || mmu.loaded === value, `a page holds ${mmu.loaded} in place of ${value}`);
    }
  }

  #store(asn: number, address: number, mapping: Mapping | undefined): void {
    const value = ++this.#stored;
    const physical = this.model.memory.machine.mmu.store(asn, address, value);
    if (mapping === undefined) must(physical === Fault.pageNotPresent, `a store where nothing is mapped: ${physical}`);
    else if (!mapping.writable) must(physical === Fault.protection, `a store to what may be loaded only: ${physical}`);
    else {
      must(physical >= 0, `a store where a page is mapped: ${physical}`);
      mapping.known.value = value;
      mapping.known.dirty = true;
    }
  }

  /** The kernel's own access to a page, mapped or not, which also who writes back a page that was taken has. */
  #copy(kind: "read words" | "write words" | "zero", known: Known): boolean {
    const { Read, Write, Zero, Modified } = this.model.memory.storage.events;
    const { page, state, value } = known;
    const word = new Int32Array([++this.#stored]);
    const code = codeOf(() => {
      if (kind === "read words") Read.raise(page, 0, word);
      else if (kind === "write words") Write.raise(page, 0, word);
      else Zero.raise(page);
    });
    must(code === (state === "gone" ? "RSP_PAGE" : undefined), `${kind} of what is ${state}: ${code}`);
    if (code !== undefined) return true;
    if (kind === "read words") must(value === undefined || word[0] === value, `a page holds ${word[0]}, not ${value}`);
    else known.value = kind === "zero" ? 0 : word[0];
    if (kind === "write words") known.dirty = true;
    if (kind === "zero") {
      // Whether zeros count as written is left open; that it was written before is not forgotten.
      must(!known.dirty || Modified.raise(page), "a page that is filled with zeros is as modified as before");
      known.dirty = Modified.raise(page);
    }
    return true;
  }

  /** Let strands run for some slices: those that hold a page, and allocations that wait for one. */
  #run(slices: number): boolean {
    const { model } = this;
    const idle = (): boolean => model.holders + model.waiting.size === 0;
    if (idle()) return false;
    let left = slices;
    // An allocation waits only for a holder, which is never blocked: no deadlock.
    model.memory.strands.runUntil(() => left-- === 0 || idle());
    return true;
  }
}
