import type { Asn } from "@respin/hardware";
import { defineCapabilities } from "@respin/linker";
import type { StrandT } from "../interfaces.js";
import type { Queued } from "./fifo.js";
import type { Holder } from "./holder.js";
import { usualPriority } from "./scheduler.js";

/** A strand that runs in no application's space: the kernel is mapped in all of them. */
export const kernelSpace: Asn = -1;

/** What makes a strand the processor of an application's scheduler: it has no work of its own, and passes on what it is given. */
export interface Stack {
  /** The strands that are stacked on it, and how many of them are ready. */
  readonly children: Set<Strand>;
  ready: number;
  /** How many stand on each other, counted from it downwards, at most. */
  height: number;
  /** Its scheduler is being asked who is to run, and whom it has named. */
  isAsked: boolean;
  named: Strand | undefined;
}

/**
 * A thread of control (SOSP'95, section 4.2). It has no state of its own but a name and the space it runs in; what it
 * does is a generator, which yields where it gives up the processor. The rest is what its scheduler notes about it.
 */
export class Strand implements Queued {
  // What every switch looks at stands first and together: of 100,000 strands, little else is in the host's caches.
  state: "idle" | "ready" | "running" | "blocked" = "idle";
  place = -1;
  /** Of two that are ready, the one of the higher number goes first. */
  priority = usualPriority;
  /** The processor of the application's scheduler that it is stacked on. */
  on: Strand | undefined;
  stack: Stack | undefined;
  body: Generator<void, unknown, void> | undefined;
  readonly space: Asn;
  /** Its context is in the processor, and is lost unless it is saved. */
  isLoaded = false;

  /** What everybody else has of it. */
  readonly capability: StrandT;
  readonly name: string;
  /** An Unblock that came before the Block it belongs to: the next Block returns at once. */
  unblocked = false;
  /** Blocked in `Strands.await`, which only its own completion ends. */
  awaiting = false;
  /** The scheduler that runs it, once one does. */
  of: object | undefined;
  /** What is to happen when its body has ended. */
  onEnd: (() => void) | undefined;
  /** It was made for one piece of work, and is nothing after that. */
  isForOnce = false;
  /** It is to end where it next can. */
  isEnding = false;
  #begun: Set<() => void> | undefined;
  /** Whose scheduler decides about it; undefined if the kernel's own. */
  holder: Holder | undefined;
  /** Who made it, if an extension did: it ends with that one. */
  maker: Holder | undefined;

  constructor(name: string, space: Asn) {
    this.name = name;
    this.space = space;
    this.capability = strands.mint(this);
  }

  /** What it has begun in the kernel and not left: let go of at its end. */
  get begun(): Set<() => void> {
    return (this.#begun ??= new Set());
  }

  /** Let go of all that it has begun and not left. */
  letGo(): void {
    for (const each of this.#begun ?? []) each();
    this.#begun = undefined;
  }

  /** What is behind a capability. For core services only. Throws RSP_CAPABILITY. */
  static of(strand: StrandT, procedure: string): Strand {
    return strands.reveal(strand, procedure);
  }

  /** What is behind a capability; undefined for anything else. */
  static tryOf(strand: unknown): Strand | undefined {
    return strands.tryReveal(strand);
  }
}

const strands = defineCapabilities<Strand, "Strand.T">(
  "Strand.T",
  "get one with Strand.Current, Strand.Start or Strand.Create",
);
