import { expect, test } from "vitest";
import { entriesIn, logEntries } from "./reference-log.js";

test("a full page has an entry for each word but the first", () => {
  expect(logEntries(8)).toBe(7);
  expect(entriesIn(7, 8)).toBe(7);
});

test("a count that the program made up is not followed beyond the page", () => {
  expect(entriesIn(1_000_000, 3)).toBe(2);
  expect(entriesIn(-5, 3)).toBe(0);
});
