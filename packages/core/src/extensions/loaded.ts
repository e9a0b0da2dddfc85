import type { Binding } from "@respin/dispatcher";
import { RespinError } from "@respin/hardware";
import type { Domain, Holding, Importer, Limits } from "@respin/linker";
import type { Context, MemoryClient } from "../interfaces.js";
import type { PhysicalStorage } from "../phys-addr.js";
import type { Census } from "./census.js";
import { Holdings, type Grant } from "./holdings.js";
import type { Inside } from "./inside.js";
import type { OwnAddresses } from "./own-addresses.js";

/** What an extension has spent, and holds now. */
export interface ExtensionBalance {
  /** Operations of its own code, whoever called it through the kernel. */
  readonly operations: number;
  readonly handlers: number;
  /** Strands that it started and that have not ended. */
  readonly strands: number;
  /** Runs of its that failed. */
  readonly faults: number;
  /** Frames that its clients hold. */
  readonly frames: number;
  readonly pins: number;
  /** Address spaces that it made. */
  readonly spaces: number;
}

/** Loaded and not run, or running; or of those that are no more: unloaded, ejected, or another is in its place. */
export type ExtensionState = "loaded" | "running" | "unloaded" | "ejected" | "replaced";

/** An extension that was loaded. */
export interface Extension {
  readonly name: string;
  readonly domain: Domain;
  readonly state: ExtensionState;
  readonly limits: Limits;
  /** What it has spent, and holds now. */
  balance(): ExtensionBalance;
}

/** What an extension has installed, or is about to. */
export interface Bindings {
  readonly all: Map<Binding, Holding>;
  /** Its handlers wait, to be installed all at once when it takes another's place. */
  wait: boolean;
  /** What they may meddle with, as authorizers are shown it. */
  holdings: Holdings;
  /** Another has taken its place: it finishes what it has begun, and installs nothing more. */
  over: boolean;
}

/** For the kernel alone: an extension, with what leads to its module and account. */
export class Loaded implements Extension {
  readonly domain: Domain;
  readonly inside: Inside;
  readonly granted: GrantedFrames;
  readonly bindings: Bindings;
  readonly #census: Census;
  #state: ExtensionState = "loaded";
  /** Why it is no more. */
  end = "";
  /** How its code is taken out of the kernel. */
  finish: (why: string) => void;
  /** What is in its place. */
  successor: Loaded | undefined;
  #holdsAddresses = false;
  /** Whose place it took, where calls in flight may still be finishing. */
  predecessors: readonly Loaded[] = [];

  constructor(
    domain: Domain,
    inside: Inside,
    { granted, census, finish }: { granted: GrantedFrames; census: Census; finish: (why: string) => void },
  ) {
    this.#census = census;
    this.domain = domain;
    this.inside = inside;
    this.granted = granted;
    this.finish = finish;
    this.bindings = { all: new Map(), wait: false, over: false, holdings: granted.holdings() };
    inside.importer.account.add("frames", {
      count: () => granted.heldBy(this),
      release: () => granted.release(this),
    });
    census.entered(this.name, this.#state);
  }

  get state(): ExtensionState {
    return this.#state;
  }

  set state(state: ExtensionState) {
    this.#census.moved(this.#state, state);
    this.#state = state;
  }

  get importer(): Importer {
    return this.inside.importer;
  }

  get name(): string {
    return this.importer.name;
  }

  get limits(): Limits {
    return this.importer.account.limits;
  }

  /** Have the spaces that it makes end with it, unless something has taken its place. */
  holdAddresses(addresses: OwnAddresses): void {
    if (this.#holdsAddresses) return;
    this.#holdsAddresses = true;
    const { granted } = this;
    const isHolder = (): boolean => granted.holder === this || granted.holder === undefined;
    const { account } = this.importer;
    account.add("spaces", {
      count: () => (isHolder() ? addresses.spaces : 0),
      release: () => {
        if (isHolder()) addresses.release();
        else addresses.releaseOf(account);
      },
    });
  }

  /** Whether it is still in the kernel. One that was replaced is, until the last call has left it. */
  get isThere(): boolean {
    return !this.importer.account.closed;
  }

  balance(): ExtensionBalance {
    const { handlers, strands, faults, more } = this.importer.account.balance();
    const { operations } = this.inside;
    const { frames = 0, pins = 0, spaces = 0 } = more;
    return Object.freeze({ operations, handlers, strands, faults, frames, pins, spaces });
  }
}

/** The frames of the clients that an extension works for. They pass on to what takes its place. */
export class GrantedFrames {
  readonly grant: Grant;
  /** The spaces that were granted, and those that were made by whom they were granted to. */
  readonly contexts: Set<Context>;
  #holder: Loaded | undefined;
  /** The spaces that they made. */
  addresses: OwnAddresses | undefined;
  readonly #storage: PhysicalStorage;

  constructor(grant: Grant, storage: PhysicalStorage) {
    this.grant = grant;
    this.contexts = new Set(grant.contexts ?? []);
    this.#storage = storage;
  }

  /** What the kernel shows to the authorizers of its events. */
  holdings(options: { readonly ofAll?: boolean } = {}): Holdings {
    return new Holdings(this.grant, { ...options, handled: this.contexts });
  }

  /** Whose end frees them: nobody's, until the extension runs. Who holds them has the spaces, too, whoever made those. */
  get holder(): Loaded | undefined {
    return this.#holder;
  }

  set holder(holder: Loaded | undefined) {
    this.#holder = holder;
    if (holder === undefined || this.addresses === undefined) return;
    this.addresses.passOn();
    holder.holdAddresses(this.addresses);
  }

  heldBy(loaded: Loaded): number {
    if (this.holder !== loaded) return 0;
    return (this.grant.clients ?? []).reduce((sum, client) => sum + this.#ifOpen(client, (held) => held), 0);
  }

  release(loaded: Loaded): void {
    if (this.holder !== loaded) return;
    this.holder = undefined;
    for (const client of this.grant.clients ?? []) {
      this.#ifOpen(client, (held) => {
        this.#storage.closeClient(client);
        return held;
      });
    }
  }

  /** The kernel, or another extension that worked for the same client, may have closed it. */
  #ifOpen(client: MemoryClient, act: (held: number) => number): number {
    try {
      return act(this.#storage.use(client).held);
    } catch (error) {
      if (error instanceof RespinError && error.code === "RSP_CAPABILITY") return 0;
      throw error;
    }
  }
}
