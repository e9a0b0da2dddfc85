import { DOMParser } from "linkedom";
import { expect, test } from "vitest";
import { renderPlot } from "./index.js";
import type { Plot, Series } from "./index.js";

const handlers = [1, 2, 5, 10, 100, 1000];

function line(label: string, valueOf: (x: number) => number, spread = 0): Series {
  const points = handlers.map((x) => {
    const y = valueOf(x);
    return spread === 0 ? { x, y } : { x, y, interval: [y / (1 + spread), y * (1 + spread)] as const };
  });
  return { label, clock: "modelled", points };
}

const raise: Plot = {
  name: "raise",
  title: "What a raise costs",
  x: { label: "handlers", unit: "1", scale: "log" },
  y: { label: "one raise", unit: "us", scale: "log" },
  series: [
    line("all guards true", (x) => 0.2 * x, 0.5),
    line("no guard true", (x) => 0.1 * x),
    line("index", () => 0.4),
  ],
};

async function drawn(plot: Plot) {
  const svg = await renderPlot(plot);
  const document = new DOMParser().parseFromString(svg, "image/svg+xml");
  const texts = [...document.querySelectorAll("text")];
  return {
    svg,
    document,
    labels: texts.map((text) => text.textContent),
    /** Where a text of ours stands, from the top. */
    heightOf: (label: string) => Number(texts.find((text) => text.textContent === label)?.getAttribute("y")),
    group: (name: string) => [...document.querySelectorAll(`g[aria-label="${name}"]`)],
  };
}

test("a plot has its title, its axes with units and clock, a line and points for each series, and a label for each", async () => {
  const { labels, group, document } = await drawn(raise);
  expect(labels).toEqual(expect.arrayContaining(["What a raise costs", "handlers", "one raise (us), modelled time"]));
  expect(labels).toEqual(expect.arrayContaining(["all guards true", "no guard true", "index"]));
  expect(labels).toEqual(expect.arrayContaining(["1", "1,000", "0.1", "100"]));
  expect(document.querySelector("title")?.textContent).toBe("What a raise costs");
  expect(group("line").map((one) => one.querySelectorAll("path").length)).toEqual([1, 1, 1]);
  expect(group("dot").map((one) => one.children.length)).toEqual([6, 6, 6]);
});

test("series differ in colour, dash and symbol", async () => {
  const { group } = await drawn(raise);
  const of = (name: string, attribute: string) => group(name).map((one) => one.getAttribute(attribute));
  expect(new Set(of("line", "stroke")).size).toBe(3);
  expect(new Set(of("line", "stroke-dasharray")).size).toBe(3);
  expect(of("dot", "fill")).toEqual(of("line", "stroke"));
  const shapes = group("dot").map((one) => one.firstElementChild?.getAttribute("d") ?? "a circle");
  expect(new Set(shapes).size).toBe(3);
});

test("an interval is a rule from its low to its high end; a series without intervals has none", async () => {
  const { group } = await drawn(raise);
  const rules = group("rule");
  expect(rules.map((one) => one.children.length)).toEqual([6]);
  const dots = [...group("dot")[0].children].map((dot) => Number(dot.getAttribute("cy")));
  for (const [n, rule] of [...rules[0].children].entries()) {
    const ends = ["y1", "y2"].map((name) => Number(rule.getAttribute(name)));
    expect(Math.min(...ends)).toBeLessThan(dots[n]);
    expect(Math.max(...ends)).toBeGreaterThan(dots[n]);
  }
});

test("labels of lines that end together stand apart, in the order of the ends, and inside the image", async () => {
  const labels = ["a", "b", "c", "d", "e", "f", "g"];
  const series = labels.map((label, n) => line(`${label} is the label of a line that goes on`, () => 1 + n / 1e6));
  const { heightOf, document } = await drawn({ ...raise, series });
  const heights = labels.map((label) => heightOf(`${label} is the label of a line`)).toReversed();
  for (let n = 1; n < heights.length; n++) expect(heights[n] - heights[n - 1]).toBeGreaterThanOrEqual(30);
  const height = Number(document.querySelector("svg")?.getAttribute("height"));
  expect(heights[heights.length - 1] + 20).toBeLessThan(height);
});

test("a label of a large number has room on the left", async () => {
  const { document } = await drawn({ ...raise, series: [line("slow", (x) => 1e6 * x)] });
  const group = document.querySelector('g[aria-label="y-axis tick label"]');
  const widest = [...(group?.querySelectorAll("text") ?? [])].map(({ textContent }) => textContent.length);
  const at = Number(/translate\((\d+)/.exec(group?.querySelector("text")?.getAttribute("transform") ?? "")?.[1]);
  expect(Math.max(...widest)).toBe("1,000,000,000".length);
  expect(at).toBeGreaterThan(Math.max(...widest) * 7 + 9);
});

test("a linear axis begins at zero", async () => {
  const { labels } = await drawn({ ...raise, y: { ...raise.y, scale: "linear" } });
  expect(labels).toContain("0");
});

test("an image needs nothing beside it, and has no word for nothing", async () => {
  const one = { ...raise, series: [{ label: "one point", clock: "count", points: [{ x: 1, y: 1 }] }] };
  for (const plot of [raise, one]) {
    const { svg } = await drawn(plot);
    expect(svg).not.toMatch(/NaN|undefined|null|Infinity|\[object/);
    expect(svg.replaceAll("http://www.w3.org/2000/svg", "")).not.toMatch(/https?:|url\(|@import|<image|<script|href/);
  }
});

test("text is text: markup in a title or label is shown, and the image stays well-formed", async () => {
  const words = `a < b & "c" > d`;
  const { labels, document } = await drawn({ ...raise, title: words, series: [line(words, (x) => x)] });
  expect(labels.filter((label) => label === words)).toHaveLength(2);
  expect(document.querySelector("title")?.textContent).toBe(words);
});

test("the same plot is the same text", async () => {
  expect(await renderPlot(raise)).toBe(await renderPlot(raise));
});

test("each tick of a logarithmic axis is labelled, where it counts in ones, twos and fives as well", async () => {
  const y = (x: number): number => 1.5 + x * 0.6;
  const { group } = await drawn({ ...raise, series: [line("three powers", y)] });
  const labels = group("y-axis tick label").flatMap((one) => [...one.querySelectorAll("text")]);
  expect(labels.map((label) => label.textContent)).toEqual(["2", "5", "10", "20", "50", "100", "200", "500"]);
});
