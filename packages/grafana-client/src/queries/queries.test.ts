import { expect, test } from "vitest";
import { anyOf, filled } from "./queries.js";
import { selectorsOf } from "./selectors.js";

const texts = (expression: string) => selectorsOf(expression).map(({ text }) => text);

test.each([
  ["up", ["up"]],
  ["sum by (system, le) (rate(x_bucket[1m]))", ["x_bucket"]],
  ["sum(rate(x[1m])) by (system)", ["x"]],
  ['a{b="c",d=~"e|f"} / on (g) group_left (h) i', ['a{b="c",d=~"e|f"}', "i"]],
  ['a{b="} or c{"}', ['a{b="} or c{"}']],
  ["a:b:c > 0.5 and d offset 5m unless e", ["a:b:c", "d", "e"]],
  ["count(a) or vector(0)", ["a"]],
  ["time() - max by (x) (y) > 36 * 3600", ["y"]],
  ["avg_over_time(a[1h] offset 10m)", ["a"]],
  ["a[$__rate_interval]", ["a"]],
  ["topk(8, a == bool 1)", ["a"]],
])("the metrics of %s", (expression, expected) => {
  expect(texts(expression)).toEqual(expected);
});

test("variables are filled in with all their values, as Grafana does it", () => {
  const values = new Map([
    ["system", anyOf(["spin", "micro.kernel"])],
    ["event", anyOf(["a"])],
  ]);
  const spans = { rate: "1m", range: "15m", step: "15s" };
  expect(filled('x{system=~"$system", event=~"${event}"}[$__rate_interval]', values, spans)).toBe(
    String.raw`x{system=~"(spin|micro\\.kernel)", event=~"a"}[1m]`,
  );
  expect(filled("$unknown[$__range]", values, spans)).toBe("$unknown[15m]");
});
