import {
  PhysAddr,
  StrandInterface as Strand,
  Translation,
  type MemoryClient,
  type Page,
  type Region,
  type StrandT,
} from "@respin/core";
import { Protection, RespinError } from "@respin/hardware";
import type { Waiting } from "@respin/linker";
import type { PagerMessage } from "@respin/mach-task";

/** Messages that may wait for a pager. */
const messagesMax = 4096;
/** Why strands' faults were not served. A handler that threw it would fail itself: whoever runs the strand asks. */
export const failures = new Map<StrandT, unknown>();
const noWords = new Int32Array(0);

/** Pages of a memory object as one task has them mapped. */
export interface Mapping {
  readonly region: Region;
  /** The object's page that its first one is. */
  readonly offset: number;
  /** Of each page, what the task is allowed. */
  readonly allowed: number[];
}

/** A page of a memory object that is in memory, and what may be done with it without asking the pager. */
interface Cached {
  readonly page: Page;
  allowed: number;
}

/** Whose page each is that the kernel may take. */
export const inMemory = new Map<Page, { readonly object: MemoryObject; readonly index: number }>();

/**
 * A memory object: pages that a pager supplies when they are touched, and that all tasks share that have them mapped. One without
 * a pager is zeros.
 *
 * Invariant O1: a page is mapped with what both its task and its pager allow, or less.
 * Invariant O2: what was stored to a page is in memory, or in a message to the pager that comes before any request for the page.
 *   Kept by: `#limit`, and `#giveBack` before each page goes. Attacked by: mach-task.properties.test.ts
 */
export class MemoryObject {
  readonly hasPager: boolean;
  isDestroyed = false;
  readonly #client: MemoryClient;
  readonly #pageWords: number;
  readonly #cached = new Map<number, Cached>();
  readonly #mappings = new Set<Mapping>();
  /** Of each page that the pager was asked for, who waits. */
  readonly #waiting = new Map<number, StrandT[]>();
  readonly #messages: PagerMessage[] = [];
  #receivers: StrandT[] = [];

  constructor(client: MemoryClient, pageWords: number, hasPager: boolean) {
    this.#client = client;
    this.#pageWords = pageWords;
    this.hasPager = hasPager;
  }

  enter(mapping: Mapping): void {
    this.#mappings.add(mapping);
  }

  /** A mapping goes. The pages of an object without a pager go with it: nobody else has them. */
  leave(mapping: Mapping): void {
    for (let n = 0; n < mapping.allowed.length; n++) {
      if (Translation.ExamineMapping(mapping.region, n) === Protection.none) continue;
      Translation.RemoveMapping(mapping.region, n);
    }
    this.#mappings.delete(mapping);
    if (!this.hasPager) this.destroy();
  }

  /** Say what a task may do with a page of a mapping. */
  allow(mapping: Mapping, n: number, protection: number): void {
    mapping.allowed[n] = protection;
    this.#limit(mapping, n);
  }

  /** A fault of a task that its mapping allows. True if the access may be tried again at once; else the strand is to wait. */
  mapped(mapping: Mapping, n: number, access: number): boolean {
    const cached = this.#cached.get(mapping.offset + n);
    if (cached === undefined || cached.allowed < access) return false;
    // The task or the pager has allowed more meanwhile: only now is it done, for this page only.
    const protection = Math.min(cached.allowed, mapping.allowed[n]);
    if (Translation.ExamineMapping(mapping.region, n) === Protection.none) {
      Translation.AddMapping(mapping.region, n, cached.page, protection);
    } else Translation.Protect(mapping.region, n, 1, protection);
    return true;
  }

  /** A strand waits for a page that is about to be supplied. True for the first one. */
  await(index: number, strand: StrandT): boolean {
    const waiting = this.#waiting.get(index);
    this.#waiting.set(index, [...(waiting ?? []), strand]);
    return waiting === undefined;
  }

  /** Ask the pager for an access to a page, once, for a strand that waits for it. False where it cannot be asked. */
  ask(index: number, access: number, strand: StrandT): boolean {
    if (this.#messages.length >= messagesMax) {
      failures.set(strand, full());
      return false;
    }
    const kind = this.#cached.has(index) ? "data-unlock" : "data-request";
    const isFirst = this.await(index, strand);
    // Who is asked to unlock a page may have been asked for less before.
    if (isFirst || kind === "data-unlock") this.#send({ kind, page: index, access, words: noWords });
    return true;
  }

  /** Throws RSP_MEMORY_OBJECT. */
  *receive(): Waiting<PagerMessage> {
    const self = Strand.Current();
    for (;;) {
      if (this.isDestroyed) throw gone();
      const next = this.#messages.shift();
      if (next !== undefined) return next;
      this.#receivers.push(self);
      Strand.Block(self);
      yield;
    }
  }

  /** Put a page into memory. Throws RSP_MEMORY_EXHAUSTED, which those hear of, too, who wait for the page; and RSP_PAGE_WORDS. */
  *supply(index: number, words: Int32Array, allowed: number): Waiting {
    let page: Page;
    try {
      page = yield* PhysAddr.Allocate(this.#client);
    } catch (error) {
      for (const strand of this.#waiting.get(index) ?? []) failures.set(strand, error);
      this.#wake(index);
      throw error;
    }
    if (this.isDestroyed || this.#cached.has(index)) return PhysAddr.Deallocate(page);
    try {
      PhysAddr.Zero(page);
      PhysAddr.Write(page, 0, words);
    } catch (error) {
      PhysAddr.Deallocate(page);
      throw error;
    }
    PhysAddr.Clean(page);
    // Zeros that somebody stored to are nowhere else.
    if (this.hasPager) inMemory.set(page, { object: this, index });
    else PhysAddr.Pin(page);
    this.#cached.set(index, { page, allowed });
    this.#wake(index);
  }

  /** Throws RSP_MEMORY_OBJECT. */
  lock(index: number, allowed: number, giveBack: boolean, flush: boolean): void {
    // What is returned has to find room: it is nowhere else.
    if (this.#messages.length >= messagesMax) throw full();
    const cached = this.#cached.get(index);
    if (cached !== undefined) {
      cached.allowed = allowed;
      // Nobody stores to it behind what is returned, unless that is allowed.
      for (const mapping of this.#mappings) this.#limit(mapping, index - mapping.offset);
      if (giveBack) this.#giveBack(index, cached.page);
      if (flush) this.#drop(index, cached.page);
    }
    this.#send({ kind: "lock-completed", page: index, access: Protection.none, words: noWords });
    this.#wake(index);
  }

  /** The kernel takes a page; it is mapped nowhere any more. */
  taken(index: number, page: Page): void {
    this.#giveBack(index, page);
    this.#cached.delete(index);
    inMemory.delete(page);
  }

  destroy(): void {
    this.isDestroyed = true;
    for (const [index, { page }] of this.#cached) this.#drop(index, page);
    for (const [index, strands] of this.#waiting) {
      for (const strand of strands) failures.set(strand, gone());
      this.#wake(index);
    }
    this.#wakeReceivers();
  }

  /** Let a mapping allow no more than it may. What it may beyond that, it is given when it faults. */
  #limit(mapping: Mapping, n: number): void {
    if (n < 0 || n >= mapping.allowed.length) return;
    const most = Math.min(mapping.allowed[n], this.#cached.get(mapping.offset + n)?.allowed ?? Protection.none);
    const now = Translation.ExamineMapping(mapping.region, n);
    if (now <= most) return;
    if (most === Protection.none) Translation.RemoveMapping(mapping.region, n);
    else Translation.Protect(mapping.region, n, 1, most);
  }

  /** Send the pager what was stored to a page. */
  #giveBack(index: number, page: Page): void {
    if (!PhysAddr.Modified(page)) return;
    const words = new Int32Array(this.#pageWords);
    PhysAddr.Read(page, 0, words);
    PhysAddr.Clean(page);
    this.#send({ kind: "data-return", page: index, access: Protection.none, words });
  }

  #drop(index: number, page: Page): void {
    this.#cached.delete(index);
    inMemory.delete(page);
    if (!this.hasPager) PhysAddr.Unpin(page);
    PhysAddr.Deallocate(page);
  }

  #send(message: PagerMessage): void {
    this.#messages.push(message);
    this.#wakeReceivers();
  }

  #wake(index: number): void {
    const waiting = this.#waiting.get(index) ?? [];
    this.#waiting.delete(index);
    for (const strand of waiting) Strand.Unblock(strand);
  }

  #wakeReceivers(): void {
    const receivers = this.#receivers;
    this.#receivers = [];
    for (const strand of receivers) Strand.Unblock(strand);
  }
}

function full(): RespinError {
  return new RespinError(
    "RSP_MEMORY_OBJECT",
    `MachTask: ${messagesMax} messages wait for the object's pager; receive some first`,
  );
}

function gone(): RespinError {
  return new RespinError("RSP_MEMORY_OBJECT", "MachTask: the memory object was destroyed; map another one");
}
