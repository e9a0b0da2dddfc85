import { sectorsOf, type DiskProfile } from "./disk-mechanics.js";

/** Sectors that are kept together. */
const chunkSectors = 256;

/**
 * The surfaces of a disk: real bytes, kept in chunks so that an empty disk is small. Survives a power cut, and can be copied
 * at the price of what is written afterwards, so that one prepared disk serves many runs.
 *
 * Invariant D3: a chunk that two platters share is never written. Kept by: `#writable`. Attacked by: platter.test.ts
 */
export class Platter {
  readonly sectorBytes: number;
  readonly sectors: number;
  readonly #chunks = new Map<number, Uint8Array>();
  /** Chunks that no copy shares. */
  readonly #owned = new Set<number>();

  /** An empty platter; every byte is 0. */
  constructor(shape: { readonly sectorBytes: number; readonly sectors: number }) {
    this.sectorBytes = shape.sectorBytes;
    this.sectors = shape.sectors;
  }

  /** An empty platter for a drive of that profile. */
  static for(profile: DiskProfile): Platter {
    return new Platter({ sectorBytes: profile.sectorBytes, sectors: sectorsOf(profile) });
  }

  /** Copy sectors, from the given one on, out of the platter. */
  copyTo(sector: number, into: Uint8Array): void {
    this.#each(sector, into, (index, at, part) => {
      const chunk = this.#chunks.get(index);
      if (chunk === undefined) part.fill(0);
      else part.set(chunk.subarray(at, at + part.length));
    });
  }

  /** Copy bytes onto the platter, from the given sector on. */
  copyFrom(sector: number, from: Uint8Array): void {
    this.#each(sector, from, (index, at, part) => {
      // An empty chunk is zeros already: a trace of a million blank pages takes no memory.
      if (!this.#chunks.has(index) && part.every((byte) => byte === 0)) return;
      this.#writable(index).set(part, at);
    });
  }

  /** Another platter with the same bytes. */
  copy(): Platter {
    const copy = new Platter(this);
    for (const [index, chunk] of this.#chunks) copy.#chunks.set(index, chunk);
    this.#owned.clear();
    return copy;
  }

  #writable(index: number): Uint8Array {
    const chunk = this.#chunks.get(index);
    if (chunk !== undefined && this.#owned.has(index)) return chunk;
    const own = chunk?.slice() ?? new Uint8Array(chunkSectors * this.sectorBytes);
    this.#chunks.set(index, own);
    this.#owned.add(index);
    return own;
  }

  #each(sector: number, bytes: Uint8Array, visit: (index: number, at: number, part: Uint8Array) => void): void {
    const chunkBytes = chunkSectors * this.sectorBytes;
    for (let done = 0; done < bytes.length;) {
      const position = sector * this.sectorBytes + done;
      const index = Math.floor(position / chunkBytes);
      const at = position - index * chunkBytes;
      const length = Math.min(bytes.length - done, chunkBytes - at);
      visit(index, at, bytes.subarray(done, done + length));
      done += length;
    }
  }
}
