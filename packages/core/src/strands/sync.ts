import { RespinError } from "@respin/hardware";
import type { Waiting } from "@respin/linker";
import { Fifo, type Queued } from "./fifo.js";
import type { Strand } from "./strand.js";
import type { Strands } from "./strands.js";

/** A strand that waits for a lock, a condition or a semaphore. */
export class Waiter implements Queued {
  readonly strand: Strand;
  place = -1;
  /** The queue that it waits in, or was in last. */
  queue: Fifo<Waiter> | undefined;
  /** What it waits for is its own. */
  isGranted = false;
  /** The lock that it is to have, where it waits for a condition. */
  mutex: Mutex | undefined;
  readonly #giveBack: (waiter: Waiter) => void;
  #wake: (() => void) | undefined;

  /** `giveBack`: what to do with what it was granted and cannot take. */
  constructor(strand: Strand, giveBack: (waiter: Waiter) => void) {
    this.strand = strand;
    this.#giveBack = giveBack;
  }

  /** Wait until it is granted. Throws RSP_SYNC where the wait was ended. Whoever gives it up keeps no place and no grant. */
  *wait(strands: Strands): Waiting {
    let isTaken = false;
    try {
      if (!this.isGranted) yield* strands.await((done) => (this.#wake = done));
      isTaken = this.isGranted;
    } finally {
      if (!isTaken) this.end();
    }
    if (!isTaken) throw new RespinError("RSP_SYNC", `${this.strand.name} waits no longer: its wait was ended`);
  }

  enter(queue: Fifo<Waiter>): void {
    this.queue = queue;
    queue.push(this);
  }

  grant(): void {
    this.isGranted = true;
    this.#wake?.();
  }

  /** Wait no longer, and have nothing of what was waited for. */
  end(): void {
    if (this.queue?.has(this) === true) this.queue.delete(this);
    if (this.isGranted) {
      this.isGranted = false;
      this.#giveBack(this);
    }
    this.#wake?.();
  }
}

/** Told of each wait as it begins; returns what to do when it is over. For whoever has to end it. */
export type Watch = (waiter: Waiter) => () => void;

const unwatched: Watch = () => () => {};

function* waitWatched(strands: Strands, waiter: Waiter, watch: Watch): Waiting {
  const over = watch(waiter);
  try {
    yield* waiter.wait(strands);
  } finally {
    over();
  }
}

/**
 * A lock. It is handed to whoever has waited longest.
 *
 * Invariant Y1: at most one strand has it, and nobody waits while no strand has it.
 *   Kept by: `lock`, `enter` and `pass`, the only places where `holder` changes. Attacked by: sync.properties.test.ts
 */
export class Mutex {
  readonly #strands: Strands;
  readonly #waiting = new Fifo<Waiter>();
  #holder: Strand | undefined;

  constructor(strands: Strands) {
    this.#strands = strands;
  }

  get holder(): Strand | undefined {
    return this.#holder;
  }

  /** Throws RSP_SYNC for who has it already. */
  *lock(watch: Watch = unwatched): Waiting {
    const strand = this.#strands.current;
    if (this.#holder === undefined) {
      this.#holder = strand;
      return;
    }
    if (this.#holder === strand) throw misused(strand, "would wait for itself: it has the lock already");
    const waiter = new Waiter(strand, () => this.pass());
    this.enter(waiter);
    yield* waitWatched(this.#strands, waiter, watch);
  }

  /** Throws RSP_SYNC for who has it not. */
  unlock(): void {
    this.mustBeHeld();
    this.pass();
  }

  mustBeHeld(): void {
    const { current } = this.#strands;
    if (this.#holder !== current) throw misused(current, "has not the lock; lock it first");
  }

  /** Whoever waits has it in its turn: at once, if nobody has it. */
  enter(waiter: Waiter): void {
    waiter.enter(this.#waiting);
    if (this.#holder === undefined) this.pass();
  }

  /** Whoever has it has it no longer. */
  pass(): void {
    const next = this.#waiting.shift();
    this.#holder = next?.strand;
    next?.grant();
  }
}

/**
 * What strands wait for that have a lock, and have to look at again when they have it again.
 *
 * Invariant Y2: no signal that comes after a wait has begun is lost to it, unless another that waited was let go by it.
 *   Kept by: a wait enters the queue before it passes the lock. Attacked by: sync.properties.test.ts
 */
export class Condition {
  readonly #strands: Strands;
  readonly #waiting = new Fifo<Waiter>();

  constructor(strands: Strands) {
    this.#strands = strands;
  }

  /** Throws RSP_SYNC for who has not the lock. */
  *wait(mutex: Mutex, watch: Watch = unwatched): Waiting {
    mutex.mustBeHeld();
    const waiter = new Waiter(this.#strands.current, () => mutex.pass());
    waiter.mutex = mutex;
    waiter.enter(this.#waiting);
    mutex.pass();
    yield* waitWatched(this.#strands, waiter, watch);
  }

  /** Whoever waited longest waits for its lock from now on: it is not woken in vain. */
  signal(): void {
    const waiter = this.#waiting.shift();
    waiter?.mutex?.enter(waiter);
  }

  broadcast(): void {
    while (this.#waiting.length > 0) this.signal();
  }
}

/**
 * A number that never falls below 0.
 *
 * Invariant Y3: what was taken is never more than what there was and was given, and nobody waits while there is some.
 *   Kept by: `p` and `v`. Attacked by: sync.properties.test.ts
 */
export class Semaphore {
  readonly #strands: Strands;
  readonly #waiting = new Fifo<Waiter>();
  #count: number;

  /** Throws RSP_SYNC for what is no number of things. */
  constructor(strands: Strands, count: number) {
    if (!Number.isSafeInteger(count) || count < 0) {
      throw new RespinError(
        "RSP_SYNC",
        `a semaphore cannot begin with ${String(count)}; give a whole number, 0 or more`,
      );
    }
    this.#strands = strands;
    this.#count = count;
  }

  get count(): number {
    return this.#count;
  }

  *p(watch: Watch = unwatched): Waiting {
    const strand = this.#strands.current;
    if (this.#count > 0) {
      this.#count--;
      return;
    }
    const waiter = new Waiter(strand, () => this.v());
    waiter.enter(this.#waiting);
    yield* waitWatched(this.#strands, waiter, watch);
  }

  v(): void {
    const next = this.#waiting.shift();
    if (next === undefined) this.#count++;
    else next.grant();
  }
}

function misused(strand: Strand, what: string): RespinError {
  return new RespinError("RSP_SYNC", `${strand.name} ${what}`);
}
