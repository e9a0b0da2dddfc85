import { Translation, VirtAddr, type Context, type MemoryFault, type Region } from "@respin/core";
import { Protection, RespinError } from "@respin/hardware";
import type { Mapping, MemoryObject } from "./memory-object.js";

/** Where something is mapped. */
interface Place extends Mapping {
  readonly object: MemoryObject;
  readonly address: number;
}

/** A page of a region, as a fault met it. */
export interface Touched {
  readonly object: MemoryObject;
  readonly mapping: Mapping;
  /** In the region. */
  readonly page: number;
}

/** One task: its regions. */
export class Task {
  readonly context: Context = Translation.Create();
  readonly #pageWords: number;
  readonly #places: Place[] = [];

  constructor(pageWords: number) {
    this.#pageWords = pageWords;
  }

  /** Map pages of an object, from one on. Returns their address. Throws RSP_ADDRESSES_EXHAUSTED, RSP_LIMIT. */
  map(object: MemoryObject, offset: number, pages: number): number {
    const region: Region = VirtAddr.Allocate(this.context, pages);
    const { address } = VirtAddr.Extent(region);
    const allowed = Array.from({ length: pages }, () => Protection.readWrite);
    const place: Place = { object, region, address, offset, allowed };
    this.#places.push(place);
    object.enter(place);
    return address;
  }

  /** Throws RSP_TASK_REGION. */
  deallocate(address: number): void {
    const at = this.#places.findIndex((place) => place.address === address);
    if (at < 0)
      throw noRegion(
        "Deallocate",
        "no region of the task begins at the address; give one that Allocate or Map returned",
      );
    const [place] = this.#places.splice(at, 1);
    place.object.leave(place);
    VirtAddr.Deallocate(place.region);
  }

  /** Throws RSP_TASK_REGION. */
  protect(address: number, pages: number, protection: number): void {
    const place = this.#placeAt(address);
    const first = place === undefined ? 0.5 : (address - place.address) / this.#pageWords;
    const areWhole = Number.isSafeInteger(first) && Number.isSafeInteger(pages) && pages > 0;
    if (place === undefined || !areWhole || first + pages > place.allowed.length || !isProtection(protection)) {
      throw noRegion(
        "Protect",
        "the pages are not all of one region, or that is no protection; give whole pages of one, and none, read or readWrite",
      );
    }
    for (let page = first; page < first + pages; page++) place.object.allow(place, page, protection);
  }

  terminate(): void {
    for (const { address } of this.#places.slice()) this.deallocate(address);
    Translation.Destroy(this.context);
  }

  /** What a fault touched, where the task is allowed to. */
  touched({ address, write }: MemoryFault): Touched | undefined {
    const place = this.#placeAt(address);
    if (place === undefined) return undefined;
    const page = Math.floor((address - place.address) / this.#pageWords);
    const needs = write ? Protection.readWrite : Protection.read;
    return place.allowed[page] >= needs ? { object: place.object, mapping: place, page } : undefined;
  }

  #placeAt(address: number): Place | undefined {
    for (const place of this.#places) {
      if (address >= place.address && address < place.address + place.allowed.length * this.#pageWords) return place;
    }
    return undefined;
  }
}

/** Whether a number says what may be done with a page. */
export function isProtection(given: number): boolean {
  return given === Protection.none || given === Protection.read || given === Protection.readWrite;
}

function noRegion(procedure: string, says: string): RespinError {
  return new RespinError("RSP_TASK_REGION", `MachTask.${procedure}: ${says}`);
}
