import { invariant, RespinError } from "./errors.js";
import type { Cost } from "./costs.js";
import type { FrameNumber, PhysicalMemory } from "./memory.js";

/** An address space's number: what the translation buffer tags its entries with. */
export type Asn = number;
/** A virtual page's number within its space. */
export type PageNumber = number;
/** A virtual address, in 32-bit words. */
export type WordAddress = number;

/** What a mapping allows. A page that may be written may be read. */
export const Protection = { none: 0, read: 2, readWrite: 6 } as const;
export type Protection = (typeof Protection)[keyof typeof Protection];

/** Why an access did not go through. */
export const Fault = { pageNotPresent: -1, badAddress: -2, protection: -3 } as const;
export type Fault = (typeof Fault)[keyof typeof Fault];

/** Bits of a page-table entry; the frame's number stands above them. */
const VALID = 1;
const READ = 2;
const WRITE = 4;
const REFERENCED = 8;
const DIRTY = 16;
/** The page belongs to the space (it was allocated), whether or not a frame is mapped there. */
const ALLOCATED = 32;
const FRAME_SHIFT = 8;

/** What an entry must show for an access to go straight through. */
const TO_READ = VALID | READ;
const TO_WRITE = VALID | READ | WRITE | DIRTY;

const VPN_BITS = 20;
const PAGES_MAX = 1 << VPN_BITS;
const SPACES_MAX = 2047;
/** The tag of an empty slot: no space's pages have it, those of the kernel's number -1 included. */
const EMPTY = -(2 ** 31);

/** The translation buffer's size and what a miss costs, from the machine profile. */
export interface MmuProfile {
  readonly tlbEntries: number;
}

/**
 * Page tables, and the translation buffer that caches their entries.
 *
 * The buffer is direct-mapped on the virtual page number and tagged with the address-space number, so that a
 * change of address space flushes nothing. (The 21064's is fully associative; direct mapping costs a few more
 * misses and makes a hit a compare.) Everything is typed arrays: an access that hits allocates nothing.
 *
 * Invariant T1: a valid entry of the buffer equals the page-table entry it caches.
 *   Kept by: `#write` refreshes or empties the buffer's slot before it returns. Attacked by: mmu.test.ts
 * Invariant T2: no access goes through that the page table forbids at that moment. A hit compares the whole address: a page
 *   number too big for its bits of the tag would look like a page of another space. Attacked by: mmu.test.ts
 */
export class Mmu {
  /** Misses of the translation buffer so far. */
  tlbMisses = 0;

  readonly #memory: PhysicalMemory;
  readonly #words: Int32Array;
  readonly #spend: (cost: Cost, n: number) => void;
  readonly #tlbMiss: Cost;
  readonly #shift: number;
  readonly #offsetMask: number;
  readonly #slotMask: number;
  readonly #tags: Int32Array;
  readonly #entries: Int32Array;
  readonly #tables: (Int32Array | undefined)[] = [];

  constructor(memory: PhysicalMemory, profile: MmuProfile, tlbMiss: Cost, spend: (cost: Cost, n: number) => void) {
    invariant(Number.isInteger(Math.log2(profile.tlbEntries)), "the translation buffer's size is a power of two");
    this.#memory = memory;
    this.#words = memory.words;
    this.#spend = spend;
    this.#tlbMiss = tlbMiss;
    this.#shift = Math.log2(memory.frameBytes) - 2;
    this.#offsetMask = memory.frameBytes / 4 - 1;
    this.#slotMask = profile.tlbEntries - 1;
    this.#tags = new Int32Array(profile.tlbEntries).fill(EMPTY);
    this.#entries = new Int32Array(profile.tlbEntries);
  }

  /** Words in a page. */
  get pageWords(): number {
    return this.#offsetMask + 1;
  }

  /** A new, empty address space. Throws RSP_SPACES_FULL. */
  createSpace(): Asn {
    let asn = this.#tables.indexOf(undefined);
    if (asn < 0) asn = this.#tables.length;
    if (asn >= SPACES_MAX) {
      throw new RespinError("RSP_SPACES_FULL", `${SPACES_MAX} address spaces exist; destroy one first`);
    }
    this.#tables[asn] = new Int32Array(64);
    return asn;
  }

  /** Forget a space. Its mappings must be gone; what the buffer still holds of it is emptied. */
  destroySpace(asn: Asn): void {
    const table = this.#table(asn);
    invariant(
      table.every((entry) => (entry & VALID) === 0),
      "a space is destroyed only after its mappings",
    );
    this.#tables[asn] = undefined;
    for (let slot = 0; slot <= this.#slotMask; slot++) {
      if (this.#tags[slot] >> VPN_BITS === asn) this.#tags[slot] = EMPTY;
    }
  }

  /** Say that a page belongs to the space: an access that meets no frame there is PageNotPresent from now on. */
  allocate(asn: Asn, vpn: PageNumber): void {
    invariant((this.#entry(asn, vpn) & ALLOCATED) === 0, "a page is allocated once");
    this.#write(asn, vpn, ALLOCATED);
  }

  /** Say that a page no longer belongs to the space: an access is BadAddress from now on. It must be unmapped. */
  deallocate(asn: Asn, vpn: PageNumber): void {
    invariant((this.#entry(asn, vpn) & VALID) === 0, "a page is given back only after it is unmapped");
    this.#write(asn, vpn, 0);
  }

  /** Map an allocated page to a frame. It is neither referenced nor dirty. */
  map(asn: Asn, vpn: PageNumber, frame: FrameNumber, protection: Protection): void {
    invariant(frame >= 0 && frame < this.#memory.frames, "a page is mapped to a frame that exists");
    const entry = this.#entry(asn, vpn);
    invariant(
      (entry & ALLOCATED) !== 0 && (entry & VALID) === 0,
      "a page is mapped where one is allocated and none is mapped",
    );
    this.#write(asn, vpn, ALLOCATED | VALID | protection | (frame << FRAME_SHIFT));
  }

  /** Change what a mapped page allows; its referenced and dirty bits stay. */
  protect(asn: Asn, vpn: PageNumber, protection: Protection): void {
    const entry = this.#entry(asn, vpn);
    invariant((entry & VALID) !== 0, "only a mapped page is protected");
    this.#write(asn, vpn, (entry & ~(READ | WRITE)) | protection);
  }

  /** Remove a mapping; the page stays allocated. Returns whether it was dirty. */
  unmap(asn: Asn, vpn: PageNumber): boolean {
    const entry = this.#entry(asn, vpn);
    invariant((entry & VALID) !== 0, "only a mapped page is unmapped");
    this.#write(asn, vpn, ALLOCATED);
    return (entry & DIRTY) !== 0;
  }

  /** The frame that a page is mapped to, or -1. */
  frameOf(asn: Asn, vpn: PageNumber): FrameNumber {
    const entry = this.#entry(asn, vpn);
    return (entry & VALID) === 0 ? -1 : entry >>> FRAME_SHIFT;
  }

  /** What a page allows now; none if it is not mapped. */
  protectionOf(asn: Asn, vpn: PageNumber): Protection {
    const entry = this.#entry(asn, vpn);
    if ((entry & VALID) === 0 || (entry & READ) === 0) return Protection.none;
    return (entry & WRITE) === 0 ? Protection.read : Protection.readWrite;
  }

  /** Whether a page was written since it was mapped or last cleaned. */
  isDirty(asn: Asn, vpn: PageNumber): boolean {
    return (this.#entry(asn, vpn) & DIRTY) !== 0;
  }

  /** The page's contents stand elsewhere too, now: the next write marks it dirty again. */
  clearDirty(asn: Asn, vpn: PageNumber): void {
    this.#write(asn, vpn, this.#entry(asn, vpn) & ~DIRTY);
  }

  /** Whether a page was accessed since the bit was last taken; takes it. The buffer's slot is emptied, as on hardware. */
  takeReferenced(asn: Asn, vpn: PageNumber): boolean {
    const entry = this.#entry(asn, vpn);
    if ((entry & REFERENCED) === 0) return false;
    this.#write(asn, vpn, entry & ~REFERENCED);
    return true;
  }

  /**
   * The physical word behind an address for reading, or a Fault (negative). A hit in the translation buffer costs
   * nothing: it is part of the access.
   */
  toRead(asn: Asn, address: WordAddress): number {
    const vpn = address >>> this.#shift;
    const slot = vpn & this.#slotMask;
    if (this.#tags[slot] === ((asn << VPN_BITS) | vpn) && vpn < PAGES_MAX && address >>> 0 === address) {
      const entry = this.#entries[slot];
      if ((entry & TO_READ) === TO_READ) return ((entry >>> FRAME_SHIFT) << this.#shift) | (address & this.#offsetMask);
    }
    return this.#slow(asn, address, vpn, READ);
  }

  /** The physical word behind an address for writing, or a Fault (negative). Marks the page dirty. */
  toWrite(asn: Asn, address: WordAddress): number {
    const vpn = address >>> this.#shift;
    const slot = vpn & this.#slotMask;
    if (this.#tags[slot] === ((asn << VPN_BITS) | vpn) && vpn < PAGES_MAX && address >>> 0 === address) {
      const entry = this.#entries[slot];
      if ((entry & TO_WRITE) === TO_WRITE)
        return ((entry >>> FRAME_SHIFT) << this.#shift) | (address & this.#offsetMask);
    }
    return this.#slow(asn, address, vpn, WRITE);
  }

  /** Load a word into `words[physical]`'s value. Returns the physical word's number, or a Fault. */
  load(asn: Asn, address: WordAddress): number {
    const physical = this.toRead(asn, address);
    if (physical >= 0) this.loaded = this.#words[physical];
    return physical;
  }

  /** The word that the last `load` that went through brought. */
  loaded = 0;

  /** Store a word. Returns the physical word's number, or a Fault. */
  store(asn: Asn, address: WordAddress, value: number): number {
    const physical = this.toWrite(asn, address);
    if (physical >= 0) this.#words[physical] = value;
    return physical;
  }

  /** Everything the buffer holds, for the test of Invariant T1: pairs of cached and page-table entry. */
  *cached(): Generator<{
    readonly asn: Asn;
    readonly vpn: PageNumber;
    readonly cached: number;
    readonly table: number;
  }> {
    for (let slot = 0; slot <= this.#slotMask; slot++) {
      const tag = this.#tags[slot];
      if (tag === EMPTY) continue;
      const asn = tag >> VPN_BITS;
      const vpn = tag & (PAGES_MAX - 1);
      yield { asn, vpn, cached: this.#entries[slot], table: this.#entry(asn, vpn) };
    }
  }

  /** The access did not hit: walk the table, fill the buffer, set the bits, or say why not. */
  #slow(asn: Asn, address: WordAddress, vpn: PageNumber, wanted: typeof READ | typeof WRITE): number {
    if (vpn >= PAGES_MAX || address >>> 0 !== address) return Fault.badAddress;
    const table = this.#tables[asn];
    if (table === undefined || vpn >= table.length) return Fault.badAddress;
    const entry = table[vpn];
    if ((entry & ALLOCATED) === 0) return Fault.badAddress;
    if ((entry & VALID) === 0) return Fault.pageNotPresent;
    if ((entry & wanted) === 0) return Fault.protection;
    const slot = vpn & this.#slotMask;
    const tag = (asn << VPN_BITS) | vpn;
    if (this.#tags[slot] !== tag) {
      this.tlbMisses++;
      this.#spend(this.#tlbMiss, 1);
    }
    const marked = entry | REFERENCED | (wanted === WRITE ? DIRTY : 0);
    table[vpn] = marked;
    this.#tags[slot] = tag;
    this.#entries[slot] = marked;
    return ((marked >>> FRAME_SHIFT) << this.#shift) | (address & this.#offsetMask);
  }

  #table(asn: Asn): Int32Array {
    const table = this.#tables[asn];
    invariant(table !== undefined, `the address space ${asn} exists`);
    return table;
  }

  #entry(asn: Asn, vpn: PageNumber): number {
    const table = this.#table(asn);
    return vpn < table.length ? table[vpn] : 0;
  }

  /** The only place where an entry of a page table changes, but for the bits that an access sets in both. */
  #write(asn: Asn, vpn: PageNumber, entry: number): void {
    invariant(Number.isInteger(vpn) && vpn >= 0 && vpn < PAGES_MAX, `a page's number is 0 .. ${PAGES_MAX - 1}`);
    let table = this.#table(asn);
    if (vpn >= table.length) {
      const grown = new Int32Array(Math.min(PAGES_MAX, Math.max(table.length * 2, vpn + 1)));
      grown.set(table);
      this.#tables[asn] = table = grown;
    }
    table[vpn] = entry;
    const slot = vpn & this.#slotMask;
    if (this.#tags[slot] === ((asn << VPN_BITS) | vpn)) this.#tags[slot] = EMPTY;
  }
}
