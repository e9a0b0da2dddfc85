import { RespinError } from "@respin/hardware";

/** References that one application may hold: a table that grows past this is a leak. */
const referencesMax = 65_536;
const INDEX_BITS = 16;

/**
 * Capabilities of one application, as user space sees them: an index with a generation into the application's own
 * table (SOSP'95, section 3.1). User space never holds the capability itself.
 *
 * Invariant X1: a reference resolves only while it is held, in the table that gave it out, to what it was given for.
 */
export class ExternalReferences<T extends object> {
  readonly #application: string;
  readonly #slots: (T | undefined)[] = [];
  readonly #generations: number[] = [];
  readonly #free: number[] = [];

  constructor(application: string) {
    this.#application = application;
  }

  /** References held now. */
  get held(): number {
    return this.#slots.length - this.#free.length;
  }

  /** Let user space name a capability. Throws RSP_REFERENCES_FULL. */
  externalize(capability: T): number {
    const index = this.#free.pop() ?? this.#slots.length;
    if (index >= referencesMax) {
      throw new RespinError(
        "RSP_REFERENCES_FULL",
        `${this.#application} holds ${referencesMax} references; release some first`,
      );
    }
    this.#slots[index] = capability;
    this.#generations[index] ??= 1;
    return this.#generations[index] * 2 ** INDEX_BITS + index;
  }

  /** The capability behind a reference. Throws RSP_REFERENCE for one that is stale, foreign or no reference at all. */
  resolve(reference: number, procedure: string): T {
    const capability = this.#find(reference);
    if (capability === undefined) {
      throw new RespinError(
        "RSP_REFERENCE",
        `${procedure}: ${this.#application} holds no reference ${reference}; open it again`,
      );
    }
    return capability;
  }

  /** Forget a reference; the same number never resolves again. Throws RSP_REFERENCE. */
  release(reference: number, procedure: string): void {
    this.resolve(reference, procedure);
    const index = reference % 2 ** INDEX_BITS;
    this.#slots[index] = undefined;
    this.#generations[index]++;
    this.#free.push(index);
  }

  #find(reference: number): T | undefined {
    if (!Number.isSafeInteger(reference) || reference < 0) return undefined;
    const index = reference % 2 ** INDEX_BITS;
    return this.#generations[index] === Math.floor(reference / 2 ** INDEX_BITS) ? this.#slots[index] : undefined;
  }
}
