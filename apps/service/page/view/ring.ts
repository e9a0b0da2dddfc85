/**
 * The last `capacity` rows of numbers, each of `width` columns; the oldest is overwritten.
 *
 * Invariant W3: a ring never holds more than its capacity, and never grows.
 *   Kept by: the one array, made at the start. Attacked by: history.test.ts
 */
export class Ring {
  readonly capacity: number;
  readonly #width: number;
  readonly #cells: Float64Array;
  #first = 0;
  #size = 0;

  constructor(capacity: number, width: number) {
    this.capacity = capacity;
    this.#width = width;
    this.#cells = new Float64Array(capacity * width);
  }

  get size(): number {
    return this.#size;
  }

  /** Adds a row behind the newest. */
  push(row: readonly number[]): void {
    if (this.#size === this.capacity) this.#first = (this.#first + 1) % this.capacity;
    else this.#size += 1;
    this.replaceNewest(row);
  }

  /** Puts a row in the place of the newest, of which there must be one. */
  replaceNewest(row: readonly number[]): void {
    this.#cells.set(row.slice(0, this.#width), this.#place(this.#size - 1) * this.#width);
  }

  /** The number in a row, 0 the oldest, and a column. NaN where there is no such row. */
  at(row: number, column: number): number {
    if (row < 0 || row >= this.#size) return Number.NaN;
    return this.#cells[this.#place(row) * this.#width + column];
  }

  #place(row: number): number {
    return (this.#first + row) % this.capacity;
  }
}
