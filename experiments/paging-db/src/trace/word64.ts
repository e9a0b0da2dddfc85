const WORD = 2 ** 32;
/** Decimal digits that a double holds exactly, whatever they are. */
const EXACT_DIGITS = 15;
/** Digits, of base 16 at most, that a word can be multiplied past in a double: 32 + 5 * 4 bits. */
const LONG_STEP = 5;
const ZERO = 0x30;

/**
 * An unsigned 64-bit number in two words, read in place so that ten million of them allocate nothing.
 * A double would round the ids above 2^53 that hashed traces are full of, and two pages would become one.
 */
export class Word64 {
  hi = 0;
  lo = 0;

  /** Takes a safe integer. */
  setNumber(value: number): void {
    this.hi = Math.floor(value / WORD);
    this.lo = value >>> 0;
  }

  /** Takes a number from 0 to 2^64 - 1. */
  setBigInt(value: bigint): void {
    this.hi = Number(value >> 32n);
    this.lo = Number(value & 0xffff_ffffn);
  }

  /** The value as a double if that is exact, else undefined. */
  toSafeNumber(): number | undefined {
    return this.hi < 0x20_0000 ? this.hi * WORD + this.lo : undefined;
  }

  toBigInt(): bigint {
    return (BigInt(this.hi) << 32n) | BigInt(this.lo);
  }

  /**
   * Reads decimal digits, or hexadecimal ones behind `0x`, from `bytes[from .. to)`.
   * Answers false, and leaves an undefined value, if they are not such a number or it passes 2^64 - 1.
   */
  parse(bytes: Uint8Array, from: number, to: number): boolean {
    if (to <= from) return false;
    if (to - from > 2 && bytes[from] === ZERO && (bytes[from + 1] | 0x20) === 0x78) {
      return this.#parseLong(bytes, from + 2, to, 16);
    }
    if (to - from > EXACT_DIGITS) return this.#parseLong(bytes, from, to, 10);
    let value = 0;
    for (let at = from; at < to; at++) {
      const digit = bytes[at] - ZERO;
      if (digit < 0 || digit > 9) return false;
      value = value * 10 + digit;
    }
    this.setNumber(value);
    return true;
  }

  #parseLong(bytes: Uint8Array, from: number, to: number, radix: number): boolean {
    let hi = 0;
    let lo = 0;
    for (let at = from; at < to;) {
      // A few digits at a time: a word times 16^5 stays below 2^53, and so exact.
      const stop = Math.min(to, at + LONG_STEP);
      let factor = 1;
      let digits = 0;
      for (; at < stop; at++) {
        const digit = digitOf(bytes[at]);
        if (digit >= radix) return false;
        digits = digits * radix + digit;
        factor *= radix;
      }
      lo = lo * factor + digits;
      const carry = Math.floor(lo / WORD);
      lo -= carry * WORD;
      hi = hi * factor + carry;
      if (hi >= WORD) return false;
    }
    this.hi = hi;
    this.lo = lo;
    return true;
  }
}

/** The value of a digit in base 16, or a number that is no digit in any base read here. */
function digitOf(byte: number): number {
  if (byte >= ZERO && byte <= 0x39) return byte - ZERO;
  const letter = (byte | 0x20) - 0x61;
  return letter >= 0 && letter < 6 ? letter + 10 : 255;
}
