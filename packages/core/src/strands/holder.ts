import type { Requester } from "@respin/dispatcher";
import type { Context } from "../interfaces.js";
import type { Spaces } from "../spaces.js";
import { kernelSpace, type Strand } from "./strand.js";

/**
 * Whose scheduler decides about strands: an extension, and what takes its place.
 *
 * It holds the strands that it made, unless another has adopted them, those that it has adopted, and those that nobody made in
 * the spaces that it was granted: its application's.
 */
export class Holder {
  readonly name: string;
  /** The strands that it made and that have not ended, whoever holds them. */
  readonly made = new Set<Strand>();
  readonly #adopted = new Set<Strand>();
  /** The processors of its schedulers. */
  readonly processors = new Set<Strand>();
  #whenUsed: (() => void)[] = [];
  #isUsed = false;
  readonly #contexts: readonly Context[];
  readonly #spaces: Spaces;

  constructor(name: string, contexts: readonly Context[], spaces: Spaces) {
    this.name = name;
    this.#contexts = contexts;
    this.#spaces = spaces;
  }

  /** Whether it may have a strand scheduled. */
  holds(strand: Strand): boolean {
    if (strand.holder !== undefined) return strand.holder === this;
    return strand.space !== kernelSpace && this.#contexts.some((each) => this.#spaces.isAt(each, strand.space));
  }

  /** Whether it hears of a strand: it holds it, or is who gets the processor by it. */
  hearsOf(strand: Strand): boolean {
    return this.processors.has(strand) || this.holds(strand);
  }

  /** The strands that it adopted and still holds. */
  get adopted(): readonly Strand[] {
    return [...this.#adopted];
  }

  /** Do something once it schedules strands, or has made strands of spaces: most extensions never do. */
  whenUsed(act: () => void): void {
    if (this.#isUsed) act();
    else this.#whenUsed.push(act);
  }

  use(): void {
    this.#isUsed = true;
    for (const act of this.#whenUsed) act();
    this.#whenUsed = [];
  }

  make(strand: Strand): void {
    this.made.add(strand);
    strand.maker = this;
    strand.holder = this;
  }

  adopt(strand: Strand): void {
    strand.holder?.lose(strand);
    this.#adopted.add(strand);
    strand.holder = this;
  }

  /** An adopted strand is whose it was. */
  giveUp(strand: Strand): void {
    this.#adopted.delete(strand);
    strand.holder = strand.maker;
  }

  /** It is adopted no longer, by another's doing. */
  lose(strand: Strand): void {
    this.#adopted.delete(strand);
  }

  /** A strand is no more. */
  static forget(strand: Strand): void {
    strand.holder?.lose(strand);
    strand.maker?.made.delete(strand);
    strand.maker?.processors.delete(strand);
    strand.holder = undefined;
    strand.maker = undefined;
  }
}

/** Who installs handlers on the Strand events, as the events' authorizer meets them. */
export type Holders = WeakMap<Requester, Holder>;
