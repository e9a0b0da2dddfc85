import { NONE, PageKind, type Policy, type PolicyFactory } from "../policy.js";
import type { Model, ModelMaker } from "./reference-models.js";

/** Wants another page taken than the one named: the index into the unpinned resident pages in ascending order. */
export type Other = number | undefined;

/** Runs a policy as a buffer pool would. Pages are 0 .. pages - 1. */
export class TestPool {
  readonly policy: Policy;
  readonly #pages: number[];
  readonly #pinned: Uint8Array;
  misses = 0;
  /** Misses that could not be served, every page being pinned. */
  refused = 0;

  constructor(factory: PolicyFactory, capacity: number, pages: number) {
    this.#pages = Array.from({ length: capacity }, () => NONE);
    this.#pinned = new Uint8Array(capacity);
    this.policy = factory({ capacity, pages, pinned: this.#pinned });
  }

  /** The resident pages in ascending order. */
  get resident(): number[] {
    return this.#pages.filter((page) => page !== NONE).toSorted((a, b) => a - b);
  }

  hit(page: number, kind: PageKind = PageKind.any, other: Other = undefined): void {
    const { policy } = this;
    const slot = this.#pages.indexOf(page);
    if (slot !== NONE) policy.hit(slot);
    else this.#miss(page, kind, other);
  }

  setPinned(page: number, pinned: boolean): void {
    const slot = this.#pages.indexOf(page);
    if (slot !== NONE) this.#pinned[slot] = pinned ? 1 : 0;
  }

  /** Its file is gone. */
  drop(page: number): void {
    const slot = this.#pages.indexOf(page);
    if (slot !== NONE) this.#remove(slot, false);
  }

  /** The pool gives the page up without asking the policy, as when it has to become smaller. */
  take(page: number): void {
    const slot = this.#pages.indexOf(page);
    if (slot !== NONE) this.#remove(slot, true);
  }

  #miss(page: number, kind: PageKind, other: Other): void {
    this.misses++;
    if (!this.#pages.includes(NONE)) {
      let slot = this.policy.victim(page);
      if (slot === NONE) {
        if (this.#pinned.includes(0)) throw new Error(`${this.policy.name} names no victim, with a page unpinned`);
        this.refused++;
        return;
      }
      if (this.#pinned[slot] !== 0) throw new Error(`${this.policy.name} names a pinned slot`);
      if (other !== undefined) {
        const free = this.resident.filter((candidate) => this.#pinned[this.#pages.indexOf(candidate)] === 0);
        slot = this.#pages.indexOf(free[other % free.length]);
      }
      this.#remove(slot, true);
    }
    const empty = this.#pages.indexOf(NONE);
    this.#pages[empty] = page;
    this.policy.admit(empty, page, kind);
  }

  #remove(slot: number, evicted: boolean): void {
    this.#pages[slot] = NONE;
    this.#pinned[slot] = 0;
    this.policy.remove(slot, evicted);
  }
}

/** The same for a model, which has pages only; slots are counted for the models that have a ring of them. */
export class ModelPool {
  readonly #model: Model;
  readonly #slots = new Map<number, number>();
  readonly #pins = new Set<number>();
  readonly #capacity: number;
  misses = 0;
  refused = 0;

  constructor(maker: ModelMaker, capacity: number) {
    this.#model = maker(capacity);
    this.#capacity = capacity;
  }

  get resident(): number[] {
    return [...this.#slots.keys()].toSorted((a, b) => a - b);
  }

  hit(page: number, kind: PageKind = PageKind.any, other: Other = undefined): void {
    if (this.#slots.has(page)) {
      this.#model.touch(page);
      return;
    }
    this.misses++;
    if (this.#slots.size === this.#capacity) {
      let victim = this.#model.choose(page, (candidate) => this.#pins.has(candidate));
      if (victim === undefined) {
        this.refused++;
        return;
      }
      const free = this.resident.filter((candidate) => !this.#pins.has(candidate));
      if (other !== undefined) victim = free[other % free.length];
      this.#leave(victim, true);
    }
    let slot = 0;
    const taken = new Set(this.#slots.values());
    while (taken.has(slot)) slot++;
    this.#slots.set(page, slot);
    this.#model.enter(page, kind, slot);
  }

  setPinned(page: number, pinned: boolean): void {
    if (pinned && this.#slots.has(page)) this.#pins.add(page);
    else this.#pins.delete(page);
  }

  drop(page: number): void {
    if (this.#slots.has(page)) this.#leave(page, false);
  }

  take(page: number): void {
    if (this.#slots.has(page)) this.#leave(page, true);
  }

  #leave(page: number, evicted: boolean): void {
    this.#slots.delete(page);
    this.#pins.delete(page);
    this.#model.leave(page, evicted);
  }
}

/** Throws unless both have had the same misses and hold the same pages. */
export function compare(pool: TestPool, model: ModelPool, after: string): void {
  const [have, want] = [pool.resident, model.resident];
  const same = have.length === want.length && have.every((page, index) => page === want[index]);
  if (!same || pool.misses !== model.misses || pool.refused !== model.refused) {
    throw new Error(
      `${pool.policy.name} ${after}: ${pool.misses} misses and pages ${have.join(" ")}; ` +
        `the model has ${model.misses} and ${want.join(" ")}`,
    );
  }
}
