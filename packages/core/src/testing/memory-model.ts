import { RespinError } from "@respin/hardware";
import type { Context, MemoryClient, Page, Region } from "../interfaces.js";
import { bootMemory } from "./boot.js";

/** What the model knows of a page. */
export interface Known {
  readonly page: Page;
  readonly owner: Owner;
  pins: number;
  /** `taken`: Repossess named it, and its frame is another's as soon as whoever took it goes on. */
  state: "active" | "taken" | "gone";
  dirty: boolean;
  /** What was last stored in its first word; undefined while that holds what was there before. */
  value: number | undefined;
}

/** A client, and the nominations of its handlers that ought to have been refused. */
export interface Owner {
  readonly client: MemoryClient;
  readonly name: string;
  readonly share: number;
  refused: number;
}

export interface Mapping {
  readonly known: Known;
  readonly writable: boolean;
}

/** A region, and what is mapped at each of its pages. */
export interface Place {
  readonly context: Context;
  readonly region: Region;
  /** Of its first word. */
  readonly address: number;
  readonly mappings: (Mapping | undefined)[];
}

/** An allocation that has begun, and the page that was taken for it. */
export interface Allocation {
  readonly owner: Owner;
  taken: Known | undefined;
}

export function must(holds: boolean, says: string): asserts holds {
  if (!holds) throw new Error(says);
}

/** The code of the error that an act throws, or undefined. */
export function codeOf(act: () => void): string | undefined {
  try {
    act();
  } catch (error) {
    if (error instanceof RespinError) return error.code;
    throw error;
  }
  return undefined;
}

/**
 * The services of memory, and beside them a model of plain objects: who has which page, and where it is mapped. What is
 * done to a page is done to both, and an answer that the model does not expect is an error.
 */
export class MemoryModel {
  readonly memory;
  readonly contexts: readonly Context[];
  readonly owners: Owner[] = [];
  /** Every page that was ever given out. */
  readonly pages: Known[] = [];
  readonly places: Place[] = [];
  /** Allocations that have not ended, and strands that hold a page for a while. */
  readonly waiting = new Set<Allocation>();
  holders = 0;

  constructor(frames: number) {
    this.memory = bootMemory(frames);
    this.contexts = [0, 1].map(() => this.memory.translation.create());
  }

  known(page: Page): Known {
    const known = this.pages.find((other) => other.page === page);
    must(known !== undefined, "handlers hear only of pages that were given out");
    return known;
  }

  /** Whether a page could be taken from a client now. */
  mayTake(known: Known | undefined, owner: Owner): boolean {
    return known?.owner === owner && known.state === "active" && known.pins === 0;
  }

  /** A page was given out. */
  admit(page: Page, owner: Owner): void {
    must(!this.pages.some((known) => known.page === page), "a capability is never given out twice (P1)");
    must(!this.memory.storage.events.Modified.raise(page), "nobody modified a page that was just given out");
    this.pages.push({ page, owner, pins: 0, state: "active", dirty: false, value: undefined });
  }

  /** Give a page back, or try to. Does nothing with a pinned one. */
  giveBack(known: Known): boolean {
    if (known.pins > 0) return false;
    const code = codeOf(() => this.memory.storage.deallocate(known.page));
    must(code === (known.state === "active" ? undefined : "RSP_PAGE"), `giving back what is ${known.state}: ${code}`);
    if (known.state === "active") {
      this.forgetMappings(known);
      known.state = "gone";
    }
    return true;
  }

  /** Pin a page, or try to. */
  pin(known: Known): boolean {
    // One that was taken is pinned by who holds it (`RepossessHandler`).
    if (known.state === "taken") return false;
    const code = codeOf(() => this.memory.storage.pin(known.page));
    must(code === (known.state === "active" ? undefined : "RSP_PAGE"), `pinning what is ${known.state}: ${code}`);
    if (known.state === "active") known.pins++;
    return true;
  }

  unpin(known: Known): void {
    this.memory.storage.unpin(known.page);
    known.pins--;
  }

  forgetMappings(known: Known): void {
    for (const { mappings } of this.places) {
      for (const [index, mapping] of mappings.entries()) if (mapping?.known === known) mappings[index] = undefined;
    }
  }

  asn(context: Context): number {
    return this.memory.spaces.asnOf(context, "test");
  }
}
