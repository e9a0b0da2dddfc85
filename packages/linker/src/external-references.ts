import { RespinError } from "@respin/hardware";

/*
 * A reference is a number of 53 bits: the table's series, how often the place was used before, and the place.
 *
 *     52 ... 33   32 ... 16   15 ... 0
 *      series        use        place
 */
const PLACES = 2 ** 16;
const USES = 2 ** 17;
const SERIES = 2 ** 20;

export interface ExternalReferencesOptions {
  /** References that may be held at once: a table that grows past this is a leak. 65,536 unless told, and at most. */
  readonly limit?: number;
  /**
   * From 1 to 1,048,575. Tables of different series never resolve each other's references. Unless told it follows from the
   * application's name, so that the same program gives the same numbers each time; two names may then have one series
   * by chance, which a kernel excludes by counting its tables.
   */
  readonly series?: number;
}

/**
 * Capabilities of one application, as user space sees them: an index with a generation into the application's own
 * table (SOSP'95, section 3.1). User space never holds the capability itself, and may pass anything as a reference.
 *
 * Invariant X1: a reference resolves only while it is held, in the table that gave it out, to what it was given for.
 *   Kept by: `#nextNumber`, which gives each number once, `#find`, which compares all of it, and `#forget`, after which
 *   its place has no capability. Attacked by: external-references.test.ts, external-references.properties.test.ts
 */
export class ExternalReferences<T extends object> {
  readonly #application: string;
  readonly #limit: number;
  readonly #series: number;
  /** By place: the reference that was given last, the capability behind it while it is held, and the uses that ended. */
  readonly #references: number[] = [];
  readonly #capabilities: (T | undefined)[] = [];
  readonly #uses: number[] = [];
  /** Places to be used again, the last one first. */
  readonly #free: number[] = [];
  #held = 0;
  #ended = false;

  /** Throws RSP_REFERENCES_TABLE for a limit or series that is out of range. */
  constructor(application: string, { limit = PLACES, series = seriesOf(application) }: ExternalReferencesOptions = {}) {
    inRange(application, "limit", limit, PLACES);
    inRange(application, "series", series, SERIES - 1);
    this.#application = application;
    this.#limit = limit;
    this.#series = series;
  }

  /** References held now. */
  get held(): number {
    return this.#held;
  }

  /**
   * Let user space name a capability. Throws RSP_REFERENCES_FULL at the limit, and RSP_REFERENCES_ENDED after the
   * application's end.
   */
  externalize(capability: T): number {
    if (this.#ended) {
      throw new RespinError(
        "RSP_REFERENCES_ENDED",
        `${this.#application} has ended and is given no references; start it again`,
      );
    }
    if (this.#held >= this.#limit) {
      throw new RespinError(
        "RSP_REFERENCES_FULL",
        `${this.#application} holds ${this.#limit} references, as many as it may; release some first`,
      );
    }
    const place = this.#free.pop() ?? this.#newPlace();
    const reference = this.#nextNumber(place);
    this.#references[place] = reference;
    this.#capabilities[place] = capability;
    this.#held++;
    return reference;
  }

  /**
   * The capability behind a reference. Allocates nothing. Throws RSP_REFERENCE for one that is stale, another table's or no
   * reference at all, naming the procedure; no code of what was passed is run.
   */
  resolve(reference: unknown, procedure: string): T {
    const capability = this.#find(reference);
    if (capability === undefined) throw this.#refusal(reference, procedure);
    return capability;
  }

  /** Forget a reference; the same number never resolves again. Gives what was behind it. Throws RSP_REFERENCE. */
  release(reference: number, procedure: string): T {
    const capability = this.resolve(reference, procedure);
    this.#forget(reference % PLACES);
    return capability;
  }

  /**
   * The application's end: forget all references, and refuse every further use of the table. Gives what was behind them,
   * in the order of their places, for the kernel to take back.
   */
  releaseAll(): readonly T[] {
    this.#ended = true;
    const released = this.#capabilities.filter((capability) => capability !== undefined);
    for (const [place, capability] of this.#capabilities.entries()) {
      if (capability !== undefined) this.#forget(place);
    }
    return released;
  }

  /** One comparison decides: what has a fraction, a sign, or bits beyond the 53 equals no number that is held. */
  #find(reference: unknown): T | undefined {
    if (typeof reference !== "number") return undefined;
    const place = reference & (PLACES - 1);
    return this.#references[place] === reference ? this.#capabilities[place] : undefined;
  }

  #forget(place: number): void {
    this.#capabilities[place] = undefined;
    this.#held--;
    // A place whose uses are spent is never used again: its next number would be one that was given out before.
    if (++this.#uses[place] < USES) this.#free.push(place);
  }

  /** A place that was never used. At most the limit is held at once, so there is one until 8 billion uses are spent. */
  #newPlace(): number {
    const place = this.#uses.length;
    if (place >= PLACES) {
      throw new RespinError(
        "RSP_REFERENCES_FULL",
        `${this.#application} has been given every number that its table has; start it again`,
      );
    }
    this.#uses.push(0);
    return place;
  }

  #nextNumber(place: number): number {
    return (this.#series * USES + this.#uses[place]) * PLACES + place;
  }

  #refusal(reference: unknown, procedure: string): RespinError {
    const shown = typeof reference === "number" ? `reference ${reference}` : `reference that is ${kindOf(reference)}`;
    const state = this.#ended ? "has ended and holds no" : "holds no";
    const remedy = this.#ended ? "start it again" : "pass one that was given to it and not released, or open it again";
    return new RespinError("RSP_REFERENCE", `${procedure}: ${this.#application} ${state} ${shown}; ${remedy}`);
  }
}

/** What a value is, without asking it. */
function kindOf(value: unknown): string {
  if (value === undefined || value === null) return String(value);
  return typeof value === "object" ? "an object" : `a ${typeof value}`;
}

/** FNV-1a over the name, folded. */
function seriesOf(application: string): number {
  let hash = 0x811c9dc5;
  for (let n = 0; n < application.length; n++) hash = Math.imul(hash ^ application.charCodeAt(n), 0x01000193);
  return 1 + ((((hash >>> 20) ^ hash) & (SERIES - 1)) % (SERIES - 1));
}

function inRange(application: string, what: string, value: number, max: number): void {
  if (Number.isSafeInteger(value) && value >= 1 && value <= max) return;
  throw new RespinError(
    "RSP_REFERENCES_TABLE",
    `the references of ${application}: a ${what} of ${value} is not possible; give a whole number from 1 to ${max}`,
  );
}
