import { expect, test } from "vitest";
import { entriesIn, logEntries } from "./reference-log.js";

test("a full page has an entry for each word but the first", () => {
  expect(logEntries(8)).toBe(7);
  expect(entriesIn(Int32Array.of(7, 1, 2, 3, 4, 5, 6, 7))).toBe(7);
});

test("a count that the program made up is not followed beyond the page", () => {
  expect(entriesIn(Int32Array.of(1_000_000, 7, 8))).toBe(2);
  expect(entriesIn(Int32Array.of(-5, 7, 8))).toBe(0);
});
