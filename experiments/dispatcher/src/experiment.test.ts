import { plotsOf, published, publishedCells, type Cell } from "@respin/experiment";
import { expect, test } from "vitest";
import experiment from "./index.js";
import { mostHandlers } from "./setting.js";
import { Finder } from "./cells.js";
import { contextOf, ofClock, runWith } from "./testing/runs.js";

const modelled = await runWith({ host: "off" });
const small = { handlersMax: "100", rounds: "5" };
const withHost = await runWith(small);

const text = (cells: readonly Cell[]): string => JSON.stringify(cells);
const idOf = ({ id, parameters }: Cell): string => JSON.stringify([id, parameters]);

test("the 27 cells of Table 1 are there, each beside the paper's value", () => {
  const paper = publishedCells().filter(({ id }) => id.startsWith("o1."));
  expect(paper).toHaveLength(27);
  const cells = modelled.cells.filter(({ id }) => id.startsWith("table1/"));
  const beside = cells.map((cell) => cell.published);
  expect(beside).toEqual(paper.map(({ id, value }) => ({ cell: id, value })));
  expect(new Set(cells.map(idOf)).size).toBe(27);
  const find = new Finder(cells);
  const one = find.one("table1/raise", { arguments: 5, handlers: 50, code: "in line" });
  expect(one?.published).toEqual(published("o1.5-args.50-handlers.inline"));
  expect(find.one("table1/procedure-call", { arguments: 1 })?.published).toEqual(published("o1.1-args.procedure-call"));
});

test("installation and asynchronous raises stand beside section 3.1's; what the papers do not explain stands beside nothing", () => {
  const find = new Finder(modelled.cells);
  const paper = (id: string, handlers: number): unknown => find.one(id, { handlers })?.published;
  expect(paper("install/code-after-each", 1)).toEqual(published("o3.install-1"));
  expect(paper("install/code-after-each", 100)).toEqual(published("o3.install-100"));
  expect(paper("asynchronous/event-extra", 1)).toEqual(published("o3.async-min"));
  expect(paper("asynchronous/both-extra", 1)).toEqual(published("o3.async-max"));
  expect(modelled.cells.filter((cell) => cell.published !== undefined)).toHaveLength(31);
});

test("where the time went adds up to the time", () => {
  const parts = modelled.cells.filter(({ breakdown }) => breakdown !== undefined);
  expect(parts.length).toBeGreaterThan(100);
  for (const { value, breakdown = {} } of parts) {
    const sum = Object.values(breakdown).reduce((all, part) => all + part, 0);
    expect(sum / value).toBeCloseTo(1, 9);
  }
});

test("two runs give the same modelled cells byte for byte, with host time and without, whatever the seed", async () => {
  expect(text((await runWith({ host: "off" })).cells)).toBe(text(modelled.cells));
  const without = await runWith({ ...small, host: "off" }, { seed: "7" });
  const host = new Set(ofClock(withHost.cells, "host"));
  expect(text(without.cells)).toBe(text(withHost.cells.filter((cell) => !host.has(cell))));
});

test("host cells are ratios with an interval, of no system, and none are there when they are not asked for", () => {
  const cells = ofClock(withHost.cells, "host");
  // Fifteen of the grid, and five numbers of handlers with four kinds of guards, less four that the grid has already.
  expect(cells).toHaveLength(15 + 5 * 4 - 4);
  for (const { system, unit, value, interval = [0, 0] } of cells) {
    expect({ system, unit }).toEqual({ system: "any", unit: "1" });
    expect(interval[0]).toBeLessThanOrEqual(value);
    expect(interval[1]).toBeGreaterThanOrEqual(value);
  }
  expect(ofClock(modelled.cells, "host")).toEqual([]);
});

test("all claims of modelled time hold, and those of host time are not applicable without it", () => {
  expect(modelled.claims.filter(({ holds }) => !holds)).toEqual([]);
  expect(modelled.notApplicable.map(({ id }) => id)).toEqual(["host-one", "host-linear", "host-index"]);
  expect(modelled.claims.length + modelled.notApplicable.length).toBe(experiment.claims.length);
});

test("with a hundred handlers every claim is judged, and those of modelled time hold", () => {
  expect(withHost.notApplicable).toEqual([]);
  expect(withHost.claims.filter(({ id, holds }) => !holds && !id.startsWith("host-"))).toEqual([]);
});

test.each(["1", "2", "7", "99"])(
  "with at most %s handlers nothing fails; what needs more is not applicable",
  async (most) => {
    const { claims, notApplicable } = await runWith({ host: "off", handlersMax: most });
    expect(claims.filter(({ holds }) => !holds)).toEqual([]);
    expect(notApplicable.map(({ id }) => id)).toContain("flat-with-an-index");
  },
);

test("the most handlers are tried, also when they are no round number", async () => {
  const { cells } = await runWith({ host: "off", handlersMax: "37" });
  const numbers = cells.filter(({ id }) => id === "scaling/raise").map(({ parameters }) => parameters?.["handlers"]);
  expect(new Set(numbers)).toEqual(new Set([1, 2, 5, 10, 20, 37]));
});

test("--full tries ten thousand", () => {
  const most = (depth: "quick" | "full"): number => mostHandlers(0, depth);
  expect([most("quick"), most("full"), mostHandlers(50, "full")]).toEqual([1_000, 10_000, 50]);
});

test("the plots have every line, and no plot has both clocks", () => {
  const shapes = (cells: readonly Cell[], words: Readonly<Record<string, string>>) =>
    plotsOf(experiment, cells, contextOf(words)).map(({ name, series }) => ({
      name,
      clocks: [...new Set(series.map(({ clock }) => clock))],
      points: series.map(({ points }) => points.length),
    }));
  const modelledOnly = [
    { name: "raise", clocks: ["modelled"], points: Array.from({ length: 6 }, () => 7) },
    { name: "install", clocks: ["modelled"], points: [7, 7] },
  ];
  const host = { name: "host", clocks: ["host"], points: Array.from({ length: 4 }, () => 5) };
  expect(shapes(withHost.cells, small)).toEqual([...modelledOnly, host]);
  expect(shapes(modelled.cells, { host: "off" }).map(({ name }) => name)).toEqual(["raise", "install"]);
});

test.each([
  [{ handlersMax: "10001" }, /--handlers-max takes a whole number from 0 to 10000/],
  [{ rounds: "4" }, /--rounds takes a whole number from 5 to 1000/],
  [{ host: "no" }, /--host knows no "no"/],
])("%j is refused with the right word", (words, message) => {
  expect(() => contextOf(words)).toThrow(
    expect.objectContaining({ usage: true, message: expect.stringMatching(message) }),
  );
});
