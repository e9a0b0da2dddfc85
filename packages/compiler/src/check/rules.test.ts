import { describe, expect, test } from "vitest";
import type { Example } from "./rule.js";
import { rules } from "./rules/index.js";
import { showViolation } from "./violation.js";
import { checkExample, found, marks } from "./testing/world.js";

describe.each(rules.map((rule) => [rule.code, rule] as const))("%s", (code, rule) => {
  test.each(rule.refused.map((each) => [title(each), each] as const))("refuses %s", (_, example) => {
    const all = found(checkExample(example));
    const expected = marks(example.source).map((at) => `${code} ${at}`);
    expect(expected.length).toBeGreaterThan(0);
    expect(all.filter((each) => each.startsWith(`${code} `))).toEqual(expected);
    const others = new Set(all.map((each) => each.split(" ")[0]).filter((each) => each !== code));
    expect([...others].toSorted()).toEqual([...(example.also ?? [])].toSorted());
  });

  test.each(rule.passes.map((each) => [title(each), each] as const))("passes %s", (_, example) => {
    expect(checkExample(example).violations.map(showViolation)).toEqual([]);
  });
});

/** An example in one line. */
function title({ source }: Example): string {
  return source
    .replaceAll(/import .*?;\n/g, "")
    .replaceAll(/\s+/g, " ")
    .slice(0, 60);
}
