import { RespinError } from "@respin/hardware";

/** What a page of addresses is of. */
export const Use = { nothing: 0, text: 1, data: 2, mapped: 3, stack: 4 } as const;

/** How many pages of what a space begins with. */
export interface Sizes {
  readonly text: number;
  readonly data: number;
  readonly stack: number;
}

/** What each page of a space's addresses is of: text first, data behind it, the stack at the end, what was mapped in between. */
export class Layout {
  readonly #uses: Uint8Array;
  /** The page behind the data. */
  #end: number;

  private constructor(uses: Uint8Array, end: number) {
    this.#uses = uses;
    this.#end = end;
  }

  /** Throws RSP_SPACE_LAYOUT. */
  static of({ text, data, stack }: Sizes, pages: number): Layout {
    const fits = [text, data, stack].every((size) => Number.isSafeInteger(size) && size >= 0);
    if (!fits || text + data + stack > pages) {
      throw new RespinError(
        "RSP_SPACE_LAYOUT",
        `AddressSpace.Create: ${text}, ${data} and ${stack} pages do not fit into the ${pages} of a space; ask for fewer, whole ones`,
      );
    }
    const uses = new Uint8Array(pages);
    uses.fill(Use.text, 0, text);
    uses.fill(Use.data, text, text + data);
    uses.fill(Use.stack, pages - stack);
    return new Layout(uses, text + data);
  }

  copy(): Layout {
    return new Layout(this.#uses.slice(), this.#end);
  }

  get pages(): number {
    return this.#uses.length;
  }

  /** The page behind the data. */
  get end(): number {
    return this.#end;
  }

  /** Whether the program may touch a page at all. */
  isUsed(page: number): boolean {
    return page >= 0 && page < this.pages && this.#uses[page] !== Use.nothing;
  }

  /** Whether it may store to it. */
  isWritable(page: number): boolean {
    return this.isUsed(page) && this.#uses[page] !== Use.text;
  }

  /**
   * Move the end of the data. Returns the pages that are none of the space's any more, from the first to behind the last. Throws
   * RSP_SPACE_FULL.
   */
  grow(by: number): readonly [from: number, to: number] {
    const before = this.#end;
    const end = before + by;
    const fits = Number.isSafeInteger(by) && end >= this.#textEnd() && this.#areFree(before, end);
    if (!fits) {
      throw new RespinError(
        "RSP_SPACE_FULL",
        `AddressSpace.Grow: the data cannot grow by ${by} pages; there is something in the way, or so much is not there`,
      );
    }
    if (by > 0) this.#uses.fill(Use.data, before, end);
    else this.#uses.fill(Use.nothing, end, before);
    this.#end = end;
    return [Math.min(before, end), by > 0 ? end : before];
  }

  /** Room for so many pages, as high as there is some. Returns the first. Throws RSP_SPACE_FULL. */
  map(pages: number): number {
    if (Number.isSafeInteger(pages) && pages > 0) {
      let free = 0;
      for (let page = this.pages - 1; page >= this.#end; page--) {
        free = this.#uses[page] === Use.nothing ? free + 1 : 0;
        if (free < pages) continue;
        this.#uses.fill(Use.mapped, page, page + pages);
        return page;
      }
    }
    throw new RespinError(
      "RSP_SPACE_FULL",
      `AddressSpace.Map: there is no room for ${pages} pages between data and stack; unmap some, or ask for fewer`,
    );
  }

  /** Throws RSP_SPACE_RANGE, and then nothing has changed. */
  unmap(first: number, pages: number): void {
    const all = Number.isSafeInteger(first) && Number.isSafeInteger(pages) && first >= 0 && pages > 0;
    for (let page = first; page < first + pages || !all; page++) {
      if (all && page < this.pages && this.#uses[page] === Use.mapped) continue;
      throw new RespinError(
        "RSP_SPACE_RANGE",
        "AddressSpace.Unmap: the pages were not all mapped by Map; give an address and a number of pages that it gave",
      );
    }
    this.#uses.fill(Use.nothing, first, first + pages);
  }

  #textEnd(): number {
    const end = this.#uses.findIndex((use) => use !== Use.text);
    return end < 0 ? this.pages : end;
  }

  /** Whether there is nothing from one page up to another. */
  #areFree(from: number, to: number): boolean {
    if (to > this.pages) return false;
    for (let page = from; page < to; page++) if (this.#uses[page] !== Use.nothing) return false;
    return true;
  }
}
