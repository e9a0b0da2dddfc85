import type { Region, StrandT } from "@respin/core";
import { invariant, Protection, RespinError, type Cost } from "@respin/hardware";
import type { Waiting } from "@respin/linker";
import type { User, Workbench } from "../workbench/workbench.js";

/** Faults that one access may meet before somebody is to blame for it. */
const triesMax = 100;

/** Consecutive pages of a space, each mapped to a frame of its own. */
export interface MappedRegion {
  readonly region: Region;
  /** The address of the first word. */
  readonly address: number;
  readonly pages: number;
}

/** A user, and the memory that it manages. */
export type ManagedUser = readonly [User, MappedRegion];

/** Give a user so many pages, which it may load from and store to. */
export function mapPages({ kernel }: Workbench, { context }: User, pages: number): MappedRegion {
  const { storage, addresses, translation } = kernel;
  const payer = storage.createClient("program", pages);
  const region = addresses.allocate(context, pages);
  for (let index = 0; index < pages; index++) {
    const page = storage.allocateFree(payer);
    invariant(page !== undefined, "a client's share is free when nobody has used it");
    translation.addMapping(region, index, page, Protection.readWrite);
  }
  return { region, pages, address: addresses.extent(region).address };
}

/**
 * What the kernel has a strand run in its own space before it goes on where it met the fault: a signal's handler. Nothing,
 * in systems that have no such thing.
 */
export type Returning = (strand: StrandT) => Waiting | undefined;

/**
 * A program at user level that uses pages of its space. It is the same on every system: the MMU decides about each access,
 * and one that does not go through is a fault, which the kernel raises as an event; the access is tried again when the
 * kernel returns. What differs is who hears of the fault.
 */
export class UserProgram {
  readonly user: User;
  readonly memory: MappedRegion;
  readonly #workbench: Workbench;
  readonly #returning: Returning;
  readonly #access: Cost;
  readonly #trap: Cost;
  readonly #fault: Cost;
  readonly #trapExit: Cost;

  constructor(workbench: Workbench, user: User, memory: MappedRegion, returning: Returning = () => undefined) {
    const { costs } = workbench.kernel.machine;
    this.user = user;
    this.memory = memory;
    this.#workbench = workbench;
    this.#returning = returning;
    this.#access = costs.named("memory.access");
    this.#trap = costs.named("trap.enter");
    this.#fault = costs.named("fault.path");
    this.#trapExit = costs.named("trap.exit");
  }

  /** Store into a word of a page. Throws RSP_FAULT_LOOP. */
  *store(page: number, value: number, word = 0): Waiting {
    const { mmu } = this.#workbench.kernel.machine;
    const address = this.#addressOf(page, word);
    yield* this.#untilThrough(address, true, () => mmu.store(this.user.asn, address, value));
  }

  /** Load a word of a page. Throws RSP_FAULT_LOOP. */
  *load(page: number, word = 0): Waiting<number> {
    const { mmu } = this.#workbench.kernel.machine;
    const address = this.#addressOf(page, word);
    yield* this.#untilThrough(address, false, () => mmu.load(this.user.asn, address));
    return mmu.loaded;
  }

  /** An access, tried until it goes through: as a restarted instruction is. Throws RSP_FAULT_LOOP when it never does. */
  *#untilThrough(address: number, write: boolean, attempt: () => number): Waiting {
    const { kernel, crossings } = this.#workbench;
    const { machine, translation } = kernel;
    const { context } = this.user;
    const strand = this.user.strand.capability;
    for (let tries = 0; tries < triesMax; tries++) {
      const physical = attempt();
      machine.spend(this.#access);
      if (physical >= 0) return;
      crossings.traps++;
      machine.spend(this.#trap);
      machine.spend(this.#fault);
      translation.raise(physical, { context, address, write, strand });
      yield;
      machine.spend(this.#trapExit);
      const first = this.#returning(strand);
      if (first !== undefined) yield* first;
    }
    throw new RespinError(
      "RSP_FAULT_LOOP",
      `${this.user.strand.name}: a ${write ? "store to" : "load from"} word ${address} met ${triesMax} faults; let the handler enable the page`,
    );
  }

  #addressOf(page: number, word: number): number {
    return this.memory.address + page * this.#workbench.kernel.machine.mmu.pageWords + word;
  }
}

/** The page of a region that an address is in; undefined if it is in none of them. */
export function pageOf({ address, pages }: MappedRegion, at: number, pageWords: number): number | undefined {
  const page = Math.floor((at - address) / pageWords);
  return page >= 0 && page < pages ? page : undefined;
}
