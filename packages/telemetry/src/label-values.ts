/** What every value is called that is told apart no more. */
export const others = "other";

/** Characters of a label's value; what is longer is cut. */
const lengthMax = 120;

/**
 * The values of one label, bounded: whoever loads extensions chooses their names, and each new one would be a new series for ever.
 * The first to come are told apart; those that come after them are `other`. A value keeps what it was given, so that no counter
 * of it ever falls.
 */
export class LabelValues {
  readonly #known = new Map<string, string>();
  readonly #max: number;

  constructor(max: number) {
    this.#max = max;
  }

  of(value: string): string {
    const known = this.#known.get(value);
    if (known !== undefined) return known;
    if (this.#known.size >= this.#max) return others;
    const label = value.length > lengthMax ? `${value.slice(0, lengthMax - 1)}…` : value;
    this.#known.set(value, label);
    return label;
  }
}
