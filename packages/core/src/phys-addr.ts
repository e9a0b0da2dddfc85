import { invariant, RespinError, type Cost, type FrameNumber, type Machine } from "@respin/hardware";
import { defineCapabilities, defineEvents, type Dispatching, type Events, type Waiting } from "@respin/linker";
import { kernelOnly, ownOnly } from "./extensions/holdings.js";
import type { FrameMappings } from "./frame-mappings.js";
import { PhysAddr, type MemoryClient, type Page } from "./interfaces.js";
import { PageWords } from "./page-words.js";
import type { Strands } from "./strand.js";

/** What a frame may be. */
const State = { free: 0, active: 1, reclaimed: 2 } as const;

/** No client owns the frame. */
const NOBODY = -1;
const NO_FRAME = -1;

class Client {
  readonly name: string;
  readonly id: number;
  readonly share: number;
  readonly capability: MemoryClient;
  held = 0;
  refusedNominations = 0;
  /** It gets no more frames, and gives back each that it has as soon as nothing uses it. */
  closed = false;

  constructor(name: string, id: number, share: number, mint: (client: Client) => MemoryClient) {
    this.name = name;
    this.id = id;
    this.share = share;
    this.capability = mint(this);
  }
}

/** Of each page the number of its frame. */
const pages = defineCapabilities<{ readonly frame: FrameNumber }, "PhysAddr.T">(
  "PhysAddr.T",
  "get one with PhysAddr.Allocate",
);

/** How much memory a client has. */
export interface MemoryUse {
  readonly name: string;
  /** Frames that are its own: as many as it can always hold, and the most that it can hold. */
  readonly share: number;
  /** Frames that it holds now. */
  readonly held: number;
  /** Nominations of its handlers that were refused: not its own page, pinned, already taken, or no page at all. */
  readonly refusedNominations: number;
}

/** How many frames of one owner are in which state. */
export interface FrameCensus {
  /** The client's name; undefined: nobody's, which are free. */
  readonly owner: string | undefined;
  /** `pinned`: in use, and not to be taken now. `reclaimed`: taken, and not free before it has been saved. */
  readonly state: "active" | "pinned" | "reclaimed" | "free";
  readonly frames: number;
}

/**
 * Physical storage: who owns which frame, and whose page is taken when there is none left.
 *
 * Every client has a share of the frames. One that holds its share pays for a new page with a page of its own, so that
 * a client with a foolish policy takes nothing from another. The page to be taken, the candidate, is found by second
 * chance (a clock over the referenced bits); `Reclaim` is raised with it, and its owner's handler may nominate another.
 *
 * Invariant P1: a frame that is not free has exactly one owner and one capability; a free one has none.
 * Invariant P2: a client holds as many frames as are marked its own, and never more than its share.
 * Invariant P3: a nominated page is taken only if it is active, not pinned, and the candidate's owner's.
 * Invariant P4: a frame that is free or reclaimed has no mapping.
 * Invariant P5: a pinned frame is never taken.
 *   Kept by: `#take` and `#free`, the only two places where a frame leaves its owner's use, and `activeFrameOf`.
 *   Attacked by: memory.properties.test.ts
 */
export class PhysicalStorage {
  /** The interface, each procedure an event. */
  readonly events: Events<typeof PhysAddr>;

  readonly #machine: Machine;
  readonly #strands: Strands;
  readonly #mappings: FrameMappings;
  readonly #words: PageWords;
  readonly #step: Cost;
  /** They are this machine's: another's are none. */
  readonly #clientCapabilities = defineCapabilities<Client, "PhysAddr.Client">(
    "PhysAddr.Client",
    "the kernel makes one for each application",
  );
  readonly #clients: Client[] = [];
  readonly #state: Uint8Array;
  readonly #owner: Int32Array;
  readonly #pins: Int32Array;
  readonly #pages: (Page | undefined)[];
  readonly #freeFrames: FrameNumber[];
  #hand = 0;

  constructor(machine: Machine, dispatching: Dispatching, strands: Strands, mappings: FrameMappings) {
    const { frames } = machine.memory;
    this.#machine = machine;
    this.#strands = strands;
    this.#mappings = mappings;
    this.#step = machine.costs.named("reclaim.step");
    this.#words = new PageWords(machine, mappings, (page, procedure) => this.frameOf(page, procedure));
    this.#state = new Uint8Array(frames);
    this.#owner = new Int32Array(frames).fill(NOBODY);
    this.#pins = new Int32Array(frames);
    this.#pages = Array.from({ length: frames }, () => undefined);
    this.#freeFrames = Array.from({ length: frames }, (_, n) => frames - 1 - n);
    const ofOwnPages = ownOnly(
      ({ clients }) =>
        (page: Page) =>
          this.isOf(page, clients),
    );
    this.events = defineEvents(
      dispatching,
      PhysAddr,
      {
        Allocate: (client) => this.allocate(client),
        Deallocate: (page) => this.deallocate(page),
        Reclaim: (candidate) => candidate,
        Repossess: () => {},
        Pin: (page) => this.pin(page),
        Unpin: (page) => this.unpin(page),
        Modified: (page) => mappings.isDirty(this.frameOf(page, "PhysAddr.Modified")),
        Clean: (page) => mappings.clearDirty(this.frameOf(page, "PhysAddr.Clean")),
        Zero: (page) => this.zero(page),
        Read: (page, at, into) => this.read(page, at, into),
        Write: (page, at, from) => this.write(page, at, from),
      },
      { Reclaim: ofOwnPages, Repossess: ofOwnPages, others: kernelOnly },
    );
  }

  /** Frames of the machine, and those that nobody holds. */
  get frames(): number {
    return this.#state.length;
  }

  get free(): number {
    return this.#freeFrames.length;
  }

  /** A new client with a share of the frames. Throws RSP_MEMORY_SHARES when the shares would exceed the frames. */
  createClient(name: string, share: number): MemoryClient {
    const promised = this.#clients.reduce((sum, client) => sum + (client.closed ? client.held : client.share), 0);
    if (!Number.isSafeInteger(share) || share < 1 || promised + share > this.frames) {
      throw new RespinError(
        "RSP_MEMORY_SHARES",
        `${name} cannot have ${share} frames: ${promised} of ${this.frames} are promised; give it 1 to ${this.frames - promised}`,
      );
    }
    // The place of one that is closed and holds nothing more is used again.
    const left = this.#clients.findIndex(({ closed, held }) => closed && held === 0);
    const id = left < 0 ? this.#clients.length : left;
    const client = new Client(name, id, share, this.#clientCapabilities.mint);
    this.#clients[id] = client;
    return client.capability;
  }

  /**
   * The end of a client: its frames are free again, mapped or modified or not, but those that a device uses, which are when
   * it no longer does. It gets no more. Throws RSP_CAPABILITY.
   */
  closeClient(payer: MemoryClient): void {
    const client = this.#client(payer, "PhysAddr.Close");
    client.closed = true;
    for (let frame = 0; frame < this.frames; frame++) {
      if (this.#owner[frame] !== client.id || this.#state[frame] === State.free) continue;
      this.#mappings.removeAll(frame);
      if (this.#pins[frame] === 0) this.#free(frame);
      // So that nobody maps it again.
      else this.#state[frame] = State.reclaimed;
    }
    this.#clientCapabilities.revoke(payer);
  }

  /** How much memory a client has. Throws RSP_CAPABILITY. */
  use(client: MemoryClient): MemoryUse {
    const { name, share, held, refusedNominations } = this.#client(client, "PhysAddr.Use");
    return { name, share, held, refusedNominations };
  }

  /** A free frame, if there is one and the client holds less than its share. Its contents are whatever was there. */
  allocateFree(payer: MemoryClient): Page | undefined {
    const client = this.#client(payer, "PhysAddr.Allocate");
    if (client.held >= client.share || client.closed) return undefined;
    const frame = this.#freeFrames.pop();
    return frame === undefined ? undefined : this.#give(frame, client);
  }

  /**
   * A page for the client, one of its own if it holds its share; waits while the page taken is written back.
   * Throws RSP_MEMORY_EXHAUSTED when every page of the client is pinned.
   */
  *allocate(payer: MemoryClient): Waiting<Page> {
    for (;;) {
      const page = this.allocateFree(payer);
      if (page !== undefined) return page;
      const frame = this.#take(this.#client(payer, "PhysAddr.Allocate"));
      if (frame === NO_FRAME) continue;
      const taken = this.#pages[frame];
      while (this.#pages[frame] === taken && this.#pins[frame] > 0) yield* this.#whenLetGo(frame);
      // The end of the client may have come first, and the frame be another's by now.
      if (this.#pages[frame] === taken) this.#free(frame);
    }
  }

  /**
   * Give a page back. Its mappings are removed. Throws RSP_PAGE for what is no page of anybody's, or is being taken, and
   * RSP_PAGE_PINNED.
   */
  deallocate(page: Page): void {
    const frame = this.activeFrameOf(page, "PhysAddr.Deallocate");
    if (this.#pins[frame] > 0) {
      throw new RespinError(
        "RSP_PAGE_PINNED",
        `PhysAddr.Deallocate: a page of ${this.#clients[this.#owner[frame]].name} is pinned ${this.#pins[frame]} times; unpin it, or wait for the device that uses it`,
      );
    }
    this.#mappings.removeAll(frame);
    this.#free(frame);
  }

  /** Remove every mapping of a page; it stays its owner's. */
  unmap(page: Page): void {
    this.#mappings.removeAll(this.frameOf(page, "PhysAddr.Unmap"));
  }

  /** Keep a page from being taken (or, once taken, from being used again) until it is unpinned as often. */
  pin(page: Page): void {
    this.#pins[this.frameOf(page, "PhysAddr.Pin")]++;
  }

  /** Throws RSP_PAGE, and RSP_UNPINNED for a page that is not pinned. */
  unpin(page: Page): void {
    const frame = this.frameOf(page, "PhysAddr.Unpin");
    if (this.#pins[frame] === 0) {
      throw new RespinError(
        "RSP_UNPINNED",
        `PhysAddr.Unpin: a page of ${this.#clients[this.#owner[frame]].name} is not pinned; pin it first`,
      );
    }
    if (--this.#pins[frame] === 0) {
      if (this.#clients[this.#owner[frame]].closed) this.#free(frame);
      const waiting = this.#waiting.get(frame);
      this.#waiting.delete(frame);
      waiting?.();
    }
  }

  /** Unpin a page if anybody still holds it: for what an extension left pinned. */
  unpinIfHeld(page: Page): void {
    const frame = pages.tryReveal(page)?.frame ?? NO_FRAME;
    if (frame >= 0 && this.#pages[frame] === page && this.#pins[frame] > 0) this.unpin(page);
  }

  /** Whether a page is one of some clients'. False for what is no page. */
  isOf(page: Page, owners: ReadonlySet<MemoryClient>): boolean {
    const frame = pages.tryReveal(page)?.frame ?? NO_FRAME;
    return frame >= 0 && this.#pages[frame] === page && owners.has(this.#clients[this.#owner[frame]].capability);
  }

  /** Who holds a page. */
  ownerOf(page: Page): MemoryClient {
    return this.#clients[this.#owner[this.frameOf(page, "PhysAddr.Owner")]].capability;
  }

  /** Fill a page with zeros. */
  zero(page: Page): void {
    this.#words.zero(page);
  }

  /** Copy words of a page, from the given one on, into the caller's. Throws RSP_PAGE, RSP_PAGE_WORDS. */
  read(page: Page, at: number, into: Int32Array): void {
    this.#words.read(page, at, into);
  }

  /** Copy the caller's words into a page, from the given word on. Throws RSP_PAGE, RSP_PAGE_WORDS. */
  write(page: Page, at: number, from: Int32Array): void {
    this.#words.write(page, at, from);
  }

  /** The bytes of a page, through the kernel's own mapping of all memory. For the kernel itself: they lead to all of it. */
  view(page: Page): Uint8Array {
    return this.#machine.memory.frame(this.frameOf(page, "PhysAddr.View"));
  }

  /** The frame behind a page. For core services only. Throws RSP_PAGE. */
  frameOf(page: Page, procedure: string): FrameNumber {
    const frame = pages.tryReveal(page)?.frame ?? NO_FRAME;
    if (frame < 0 || this.#pages[frame] !== page) {
      throw new RespinError(
        "RSP_PAGE",
        `${procedure}: not a page (PhysAddr.T) that anybody holds; it was given back or taken`,
      );
    }
    return frame;
  }

  /** The frame behind a page that is not being taken, and so may be mapped. For core services only. Throws RSP_PAGE. */
  activeFrameOf(page: Page, procedure: string): FrameNumber {
    const frame = this.frameOf(page, procedure);
    if (this.#state[frame] !== State.active) {
      throw new RespinError("RSP_PAGE", `${procedure}: the page was taken; let go of it when Repossess names it`);
    }
    return frame;
  }

  /** Who has how many frames, in which state: every client's three states, and the free ones. They add up to the frames. */
  census(): readonly FrameCensus[] {
    const count = new Int32Array(this.#clients.length * 3);
    for (let frame = 0; frame < this.frames; frame++) {
      const state = this.#state[frame];
      if (state === State.free) continue;
      const as = state === State.reclaimed ? 2 : this.#pins[frame] > 0 ? 1 : 0;
      count[this.#owner[frame] * 3 + as]++;
    }
    const states = ["active", "pinned", "reclaimed"] as const;
    const owned = this.#clients
      .filter(({ closed, held }) => !closed || held > 0)
      .flatMap(({ name: owner, id }) => states.map((state, n) => ({ owner, state, frames: count[id * 3 + n] })));
    return [...owned, { owner: undefined, state: "free", frames: this.free }];
  }

  /** What the invariants speak of, for their test. */
  inspect(frame: FrameNumber): {
    readonly state: "free" | "active" | "reclaimed";
    readonly owner: string | undefined;
    readonly pins: number;
  } {
    const state = this.#state[frame];
    return {
      state: state === State.free ? "free" : state === State.active ? "active" : "reclaimed",
      owner: this.#owner[frame] === NOBODY ? undefined : this.#clients[this.#owner[frame]].name,
      pins: this.#pins[frame],
    };
  }

  readonly #waiting = new Map<FrameNumber, () => void>();

  #whenLetGo(frame: FrameNumber): Waiting {
    return this.#strands.await((done) => this.#waiting.set(frame, done));
  }

  /**
   * Take one of the client's pages out of use: the candidate, or the page that its owner nominates instead (Invariant P3).
   * NO_FRAME when a handler gave pages back meanwhile, so that none need be taken. Throws RSP_MEMORY_EXHAUSTED, and what a
   * handler throws: nothing is taken then.
   */
  #take(client: Client): FrameNumber {
    const candidate = this.#candidate(client);
    const asked = this.#pages[candidate];
    invariant(asked !== undefined, "a frame in use has its capability");
    const answer = this.events.Reclaim.raise(asked);
    let frame = pages.tryReveal(answer)?.frame ?? NO_FRAME;
    if (frame < 0 || this.#pages[frame] !== answer || !this.#mayTake(frame, client)) {
      client.refusedNominations++;
      frame = candidate;
      if (this.#pages[candidate] !== asked || !this.#mayTake(candidate, client)) {
        // The handler gave the candidate back, pinned it or had it taken for another. The next one is taken unasked.
        if (client.held < client.share) return NO_FRAME;
        frame = this.#candidate(client);
      }
    }
    const page = this.#pages[frame];
    invariant(page !== undefined, "a frame in use has its capability");
    this.#state[frame] = State.reclaimed;
    this.#mappings.removeAll(frame);
    try {
      this.events.Repossess.raise(page);
    } catch (error) {
      // Whoever was to save its contents did not: it stays its owner's.
      if (this.#pages[frame] === page) this.#state[frame] = State.active;
      throw error;
    }
    // A handler may have been the end of the client.
    return this.#pages[frame] === page ? frame : NO_FRAME;
  }

  #mayTake(frame: FrameNumber, client: Client): boolean {
    return this.#owner[frame] === client.id && this.#state[frame] === State.active && this.#pins[frame] === 0;
  }

  /** The clock hand goes over the client's frames until it finds one that was not referenced since it last came by. */
  #candidate(client: Client): FrameNumber {
    const { frames } = this;
    let steps = 0;
    try {
      for (let turn = 0; turn <= 2 * frames; turn++) {
        const frame = this.#hand;
        this.#hand = frame + 1 === frames ? 0 : frame + 1;
        if (!this.#mayTake(frame, client)) continue;
        steps++;
        if (!this.#mappings.takeReferenced(frame)) return frame;
      }
    } finally {
      this.#machine.spend(this.#step, steps);
    }
    throw new RespinError(
      "RSP_MEMORY_EXHAUSTED",
      `${client.name} holds ${client.held} of its ${client.share} frames and all are pinned or being written back; give it more`,
    );
  }

  #give(frame: FrameNumber, client: Client): Page {
    invariant(this.#state[frame] === State.free && this.#pins[frame] === 0, "only a free frame is given");
    this.#state[frame] = State.active;
    this.#owner[frame] = client.id;
    // What its last owner wrote is nothing that this one modified.
    this.#mappings.clearDirty(frame);
    client.held++;
    const page = pages.mint({ frame });
    this.#pages[frame] = page;
    return page;
  }

  #free(frame: FrameNumber): void {
    invariant(this.#mappings.count(frame) === 0, "a frame is freed only when no mapping of it is left");
    this.#clients[this.#owner[frame]].held--;
    this.#state[frame] = State.free;
    this.#owner[frame] = NOBODY;
    this.#pages[frame] = undefined;
    this.#freeFrames.push(frame);
  }

  /** Throws RSP_CAPABILITY for what is no client, or another machine's. */
  #client(client: MemoryClient, procedure: string): Client {
    return this.#clientCapabilities.reveal(client, procedure);
  }
}
