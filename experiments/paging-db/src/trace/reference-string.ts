import { tooLong } from "./failures.js";
import { PageNumbers } from "./page-numbers.js";
import { Word64 } from "./word64.js";

/** References kept in one piece: growing never copies what is already there. */
const PIECE = 1 << 20;
const ADDRESS_END = 1n << 64n;

/** What a reader hands over: each record's id or address, and gets back nothing but errors. */
export interface ReferenceOptions {
  readonly file: string;
  /** Page size in bytes: ids are then byte addresses. Undefined: every record is one page. */
  readonly split: number | undefined;
  /** How many references to keep at most. */
  readonly limit: number;
}

/** Gathers page references: splits requests into pages, numbers the pages densely, keeps the order. */
export class ReferenceString {
  readonly #file: string;
  readonly #split: number | undefined;
  readonly #limit: number;
  readonly #numbers = new PageNumbers();
  readonly #page = new Word64();
  readonly #fullReferences: Int32Array[] = [];
  readonly #fullWrites: Uint8Array[] = [];
  #referencePiece = new Int32Array(PIECE);
  #writePiece = new Uint8Array(PIECE);
  #used = 0;
  #records = 0;

  constructor(options: ReferenceOptions) {
    this.#file = options.file;
    this.#split = options.split;
    this.#limit = options.limit;
  }

  /** Distinct pages so far. */
  get pages(): number {
    return this.#numbers.count;
  }

  /** Records so far; without a page size, as many as references. */
  get records(): number {
    return this.#records;
  }

  /**
   * Adds one record of `size` bytes (read only if requests are split; a request of no bytes touches its first page).
   * Answers false if the request ends beyond 2^64. Throws RSP_TRACE_LIMIT.
   */
  add(id: Word64, size: number, write: boolean): boolean {
    this.#records++;
    if (this.#split === undefined) {
      this.#append(id, write);
      return true;
    }
    const address = id.toSafeNumber();
    const span = Math.max(size, 1) - 1;
    if (address !== undefined && address + span <= Number.MAX_SAFE_INTEGER) {
      this.#addSpan(address, address + span, this.#split, write);
      return true;
    }
    return this.#addWideSpan(id.toBigInt(), BigInt(span), BigInt(this.#split), write);
  }

  /** Everything added, in order; the string must not be used afterwards. */
  finish(): { references: Int32Array; writes: Uint8Array } {
    const total = this.#fullReferences.length * PIECE + this.#used;
    const references = new Int32Array(total);
    const writes = new Uint8Array(total);
    let at = 0;
    for (; this.#fullReferences.length > 0; at += PIECE) {
      references.set(this.#fullReferences.shift() ?? [], at);
      writes.set(this.#fullWrites.shift() ?? [], at);
    }
    references.set(this.#referencePiece.subarray(0, this.#used), at);
    writes.set(this.#writePiece.subarray(0, this.#used), at);
    return { references, writes };
  }

  #addSpan(first: number, last: number, split: number, write: boolean): void {
    // The remainder is exact, so the division is: no quotient is rounded up to the next page.
    const lastPage = (last - (last % split)) / split;
    for (let page = (first - (first % split)) / split; page <= lastPage; page++) {
      this.#page.setNumber(page);
      this.#append(this.#page, write);
    }
  }

  #addWideSpan(first: bigint, span: bigint, split: bigint, write: boolean): boolean {
    const last = first + span;
    if (last >= ADDRESS_END) return false;
    for (let page = first / split; page <= last / split; page++) {
      this.#page.setBigInt(page);
      this.#append(this.#page, write);
    }
    return true;
  }

  #append(page: Word64, write: boolean): void {
    if (this.#used === PIECE) this.#nextPiece();
    if (this.#fullReferences.length * PIECE + this.#used >= this.#limit) throw tooLong(this.#file, this.#limit);
    this.#referencePiece[this.#used] = this.#numbers.numberOf(page);
    this.#writePiece[this.#used] = write ? 1 : 0;
    this.#used++;
  }

  #nextPiece(): void {
    this.#fullReferences.push(this.#referencePiece);
    this.#fullWrites.push(this.#writePiece);
    this.#referencePiece = new Int32Array(PIECE);
    this.#writePiece = new Uint8Array(PIECE);
    this.#used = 0;
  }
}
