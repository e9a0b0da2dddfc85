import { expect, test } from "vitest";
import { drainLog, logEntries } from "./reference-log.js";

function drained(words: Int32Array): number[] {
  const blocks: number[] = [];
  drainLog(words, (block) => void blocks.push(block));
  return blocks;
}

test("the log is read oldest first, and is empty then", () => {
  const words = Int32Array.of(3, 30, 10, 20, 99);
  expect(drained(words)).toEqual([30, 10, 20]);
  expect(drained(words)).toEqual([]);
});

test("a full page has an entry for each word but the first", () => {
  const words = Int32Array.from({ length: 8 }, (_, word) => (word === 0 ? logEntries(8) : word));
  expect(drained(words)).toEqual([1, 2, 3, 4, 5, 6, 7]);
});

test("a count that the program made up is not followed beyond the page", () => {
  expect(drained(Int32Array.of(1_000_000, 7, 8))).toEqual([7, 8]);
  expect(drained(Int32Array.of(-5, 7, 8))).toEqual([]);
});
