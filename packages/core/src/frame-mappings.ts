import { invariant, type Asn, type FrameNumber, type Mmu, type PageNumber } from "@respin/hardware";

interface Mapping {
  readonly asn: Asn;
  readonly vpn: PageNumber;
}

/** More pages than a space has. */
const PAGES = 2 ** 20;

/**
 * Which virtual pages a frame is mapped at: what the page tables say, the other way round.
 *
 * Invariant F1: a mapping stands here exactly as long as the page table has it. Kept by: `add`, `remove` and
 * `removeAll`, the only callers of `Mmu.map` and `Mmu.unmap`. Attacked by: memory.properties.test.ts
 */
export class FrameMappings {
  readonly #mmu: Mmu;
  readonly #of: Mapping[][];
  /** Where a mapping stands among those of its frame: to remove one of very many takes no longer than one of few. */
  readonly #places = new Map<number, number>();
  /** How many there are in each space. */
  readonly #inSpace = new Map<Asn, number>();
  /** Whether the frame was written through a mapping that is gone since. */
  readonly #dirty: Uint8Array;
  #onRemove: (count: number) => void = () => {};

  constructor(mmu: Mmu, frames: number) {
    this.#mmu = mmu;
    this.#of = Array.from({ length: frames }, () => []);
    this.#dirty = new Uint8Array(frames);
  }

  /** Tell somebody, who charges for it, of each mapping that is removed with its frame. */
  set onRemove(charge: (count: number) => void) {
    this.#onRemove = charge;
  }

  add(frame: FrameNumber, asn: Asn, vpn: PageNumber, protection: Parameters<Mmu["map"]>[3]): void {
    this.#mmu.map(asn, vpn, frame, protection);
    this.#places.set(asn * PAGES + vpn, this.#of[frame].push({ asn, vpn }) - 1);
    this.#count(asn, 1);
  }

  remove(asn: Asn, vpn: PageNumber): void {
    const frame = this.#mmu.frameOf(asn, vpn);
    if (frame < 0) return;
    if (this.#mmu.unmap(asn, vpn)) this.#dirty[frame] = 1;
    const mappings = this.#of[frame];
    const key = asn * PAGES + vpn;
    const place = this.#places.get(key);
    const last = mappings.pop();
    invariant(place !== undefined && last !== undefined, "what is mapped stands here");
    this.#places.delete(key);
    this.#count(asn, -1);
    if (place === mappings.length) return;
    mappings[place] = last;
    this.#places.set(last.asn * PAGES + last.vpn, place);
  }

  removeAll(frame: FrameNumber): void {
    const mappings = this.#of[frame];
    if (mappings.length === 0) return;
    for (const { asn, vpn } of mappings) {
      if (this.#mmu.unmap(asn, vpn)) this.#dirty[frame] = 1;
      this.#places.delete(asn * PAGES + vpn);
      this.#count(asn, -1);
    }
    this.#onRemove(mappings.length);
    mappings.length = 0;
  }

  count(frame: FrameNumber): number {
    return this.#of[frame].length;
  }

  /** Mappings of a space. */
  inSpace(asn: Asn): number {
    return this.#inSpace.get(asn) ?? 0;
  }

  /** Whether any mapping of the frame was used since this was last asked. */
  takeReferenced(frame: FrameNumber): boolean {
    let referenced = false;
    for (const { asn, vpn } of this.#of[frame]) {
      if (this.#mmu.takeReferenced(asn, vpn)) referenced = true;
    }
    return referenced;
  }

  /** Whether the frame was written since this was last cleared, through any mapping, standing or gone. */
  isDirty(frame: FrameNumber): boolean {
    return this.#dirty[frame] === 1 || this.#of[frame].some(({ asn, vpn }) => this.#mmu.isDirty(asn, vpn));
  }

  /** The frame was written, by the kernel itself. */
  setDirty(frame: FrameNumber): void {
    this.#dirty[frame] = 1;
  }

  clearDirty(frame: FrameNumber): void {
    this.#dirty[frame] = 0;
    for (const { asn, vpn } of this.#of[frame]) this.#mmu.clearDirty(asn, vpn);
  }

  #count(asn: Asn, by: number): void {
    const count = this.inSpace(asn) + by;
    if (count === 0) this.#inSpace.delete(asn);
    else this.#inSpace.set(asn, count);
  }
}
