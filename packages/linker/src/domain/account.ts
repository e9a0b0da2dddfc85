import { RespinError } from "@respin/hardware";
import { doAll } from "./all.js";

/** What a domain may hold, and how much of each. Each kind that somebody counts has its limit. */
export interface Limits {
  /** Operations of one run: of a handler, or of a strand until it yields. */
  readonly operations: number;
  /** Handlers that it has installed. */
  readonly handlers: number;
  /** Strands that it started and that have not ended. */
  readonly strands: number;
  /** Runs of its own that may fail (end at their bound, or throw where nobody waits) before it is ejected. */
  readonly faults: number;
}

export const defaultLimits: Limits = Object.freeze({
  operations: 10_000_000,
  handlers: 1000,
  strands: 10_000,
  faults: 10,
});

/** What is counted against a limit while it is held. */
export type Kind = "handlers" | "strands";

/** Something that a domain holds. */
export interface Holding {
  /** It is held no longer, and nothing is left to be done about it. */
  drop(): void;
}

/** Something of many pieces that others count. */
export interface Resource {
  readonly count: () => number;
  readonly release: () => void;
}

/** What a domain has spent and holds now. */
export interface Balance {
  readonly handlers: number;
  readonly strands: number;
  readonly faults: number;
  /** Of what others count: frames, for instance. */
  readonly more: Readonly<Record<string, number>>;
}

/**
 * The account of one domain: what it holds, and how that is taken back.
 *
 * Invariant L20: what was acquired and not dropped is released exactly once, when the account is closed, the last first;
 * nothing is acquired after that.
 *   Kept by: `acquire` and `close`. Attacked by: account.test.ts
 */
export class Account {
  readonly name: string;
  readonly limits: Limits;
  readonly #held = new Map<Holding, () => void>();
  readonly #counts: Record<Kind, number> = { handlers: 0, strands: 0 };
  /** Of one name there may be several: an importer that is linked again is given new ones, and still holds the old. */
  readonly #resources: (readonly [what: string, resource: Resource])[] = [];
  #faults = 0;
  #closed = false;

  constructor(name: string, limits: Limits) {
    this.name = name;
    this.limits = limits;
  }

  get closed(): boolean {
    return this.#closed;
  }

  get faults(): number {
    return this.#faults;
  }

  /** Count something that the domain holds from now on. Throws RSP_LIMIT past the limit, RSP_DOMAIN_GONE when closed. */
  acquire(kind: Kind, release: () => void): Holding {
    this.check(kind);
    const holding: Holding = {
      drop: () => {
        if (this.#held.delete(holding)) this.#counts[kind]--;
      },
    };
    this.#held.set(holding, release);
    this.#counts[kind]++;
    return Object.freeze(holding);
  }

  /** Throws RSP_LIMIT if one more of a kind would be too many, RSP_DOMAIN_GONE when closed. */
  check(kind: Kind): void {
    this.#checkOpen();
    const allowed = this.limits[kind];
    if (this.#counts[kind] < allowed) return;
    throw new RespinError(
      "RSP_LIMIT",
      `${this.name} holds ${this.#counts[kind]} ${kind} of ${allowed} that it may; let some go, or load it with a higher limit`,
    );
  }

  /** Something that others count for the domain, and take back at its end: its frames, for instance. Throws RSP_DOMAIN_GONE when closed. */
  add(what: string, resource: Resource): void {
    this.#checkOpen();
    this.#resources.push([what, resource]);
  }

  /** A run of the domain failed. Returns whether that was one too many. */
  fault(): boolean {
    return ++this.#faults > this.limits.faults;
  }

  balance(): Balance {
    const more: Record<string, number> = {};
    for (const [what, { count }] of this.#resources) more[what] = (more[what] ?? 0) + count();
    return Object.freeze({ ...this.#counts, faults: this.#faults, more: Object.freeze(more) });
  }

  /** Take everything back. Returns what there was. Throws what was thrown first meanwhile, when all has been tried. */
  close(): Balance {
    let balance: Balance = { handlers: 0, strands: 0, faults: this.#faults, more: {} };
    if (this.#closed) return balance;
    this.#closed = true;
    doAll([
      () => void (balance = this.balance()),
      ...[...this.#held].toReversed().map(([holding, release]) => () => {
        // What was released before may have dropped it.
        if (!this.#held.has(holding)) return;
        holding.drop();
        release();
      }),
      ...this.#resources.toReversed().map(([, { release }]) => () => {
        this.#resources.pop();
        release();
      }),
    ]);
    return balance;
  }

  #checkOpen(): void {
    if (!this.#closed) return;
    throw new RespinError("RSP_DOMAIN_GONE", `${this.name} can hold nothing more: it was unloaded; load it again`);
  }
}
