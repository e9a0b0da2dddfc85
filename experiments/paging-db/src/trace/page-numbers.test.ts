import fc from "fast-check";
import { expect, test } from "vitest";
import { PageNumbers } from "./page-numbers.js";
import { Word64 } from "./word64.js";

const word = (value: bigint): Word64 => {
  const result = new Word64();
  result.setBigInt(value);
  return result;
};

const parse = (text: string): bigint | undefined => {
  const into = new Word64();
  const bytes = Buffer.from(`x${text}9`, "latin1");
  return into.parse(bytes, 1, 1 + text.length) ? into.toBigInt() : undefined;
};

test("ids are numbered as a Map of BigInts would number them", () => {
  // Few values in each word: ids that agree in one word and differ in the other are the rule.
  const half = fc.constantFrom(0n, 1n, 2n, 0x8000_0000n, 0xffff_ffffn);
  const id = fc.oneof(
    fc.tuple(half, half).map(([hi, lo]) => (hi << 32n) | lo),
    fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }),
  );
  fc.assert(
    fc.property(fc.array(id, { maxLength: 500, size: "max" }), (ids) => {
      const numbers = new PageNumbers();
      const known = new Map<bigint, number>();
      for (const each of ids) {
        if (!known.has(each)) known.set(each, known.size);
        expect(numbers.numberOf(word(each))).toBe(known.get(each));
      }
      expect(numbers.count).toBe(known.size);
    }),
  );
});

test("numbers stay as they are while the table grows, for ids in any stride", () => {
  const indices = Array.from({ length: 20_000 }, (_, index) => index);
  for (const stride of [1n, 4096n, 1n << 32n, (1n << 40n) + 1n]) {
    const numbers = new PageNumbers();
    for (const round of [1, 2]) {
      expect(indices.find((index) => numbers.numberOf(word(BigInt(index) * stride)) !== index)).toBeUndefined();
      expect(numbers.count, `after round ${round}`).toBe(indices.length);
    }
  }
});

test("a word reads what a BigInt reads, and nothing else", () => {
  fc.assert(
    fc.property(fc.bigInt({ min: 0n, max: 2n ** 65n }), (value) => {
      const expected = value < 2n ** 64n ? value : undefined;
      expect(parse(value.toString())).toBe(expected);
      expect(parse(`000${value}`)).toBe(expected);
      expect(parse(`0x${value.toString(16)}`)).toBe(expected);
    }),
  );
  for (const text of ["", "-1", "+1", "1.0", "1e3", "0x", "0xg", "1 2", "1".repeat(21), "9:"]) {
    expect(parse(text)).toBeUndefined();
  }
});

test("a number that a double holds goes in and comes out as it is", () => {
  const into = new Word64();
  fc.assert(
    fc.property(fc.maxSafeNat(), (value) => {
      into.setNumber(value);
      expect(into.toSafeNumber()).toBe(value);
      expect(into.toBigInt()).toBe(BigInt(value));
    }),
  );
  into.setBigInt(2n ** 53n);
  expect(into.toSafeNumber()).toBeUndefined();
});
