import assert from "node:assert/strict";
import { test } from "node:test";
import { countTests } from "./count-tests.mjs";

test("the summaries of several packages are added up, coloured or not, with turbo's prefix or without", () => {
  const log = [
    "@respin/core:test:  Test Files  3 passed (3)",
    "@respin/core:test:       Tests  12 passed (12)",
    "\u001B[2m      Tests \u001B[22m \u001B[1m\u001B[32m5 passed\u001B[39m\u001B[22m\u001B[90m (5)\u001B[39m",
    "      Tests  1 failed | 2 passed | 4 skipped (7)\r",
    "      Tests  no tests",
    "# tests 5",
    "# pass 3",
    "# fail 1",
    "ℹ pass 2",
  ].join("\n");
  assert.deepEqual(countTests(log), { passed: 12 + 5 + 2 + 3 + 2, failed: 2 });
});

test("what only looks like a summary is not counted", () => {
  assert.deepEqual(countTests("Tests 12 passed\nall Tests  passed\n# pass the salt\n"), { passed: 0, failed: 0 });
});
