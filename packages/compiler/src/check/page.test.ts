import { expect, test } from "vitest";
import { page } from "./page.js";
import { rules } from "./rules/index.js";

test("docs/safe-subset.md is what the rules say of themselves; `vitest run -u` writes it", async () => {
  await expect(page()).toMatchFileSnapshot("../../../../docs/safe-subset.md");
});

test("every rule has a code of its own, examples that are refused, and some that pass", () => {
  expect(new Set(rules.map(({ code }) => code)).size).toBe(rules.length);
  for (const { refused, passes } of rules) expect(Math.min(refused.length, passes.length)).toBeGreaterThan(0);
});
