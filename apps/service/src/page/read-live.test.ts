import fc from "fast-check";
import { expect, test } from "vitest";
import { changesBetween } from "../../page/view/changes.js";
import { LIMITS, readLive, readOverview } from "../../page/view/read-live.js";
import type { Live } from "../../page/view/shapes.js";
import type { Live as Served } from "../machine/status.js";
import { sampleLive } from "./testing/sample.js";

/** What the service sends is what the page reads: fails to compile where they differ. */
const asRead = (served: Served): Live => served;

function read(document: unknown) {
  return readLive(JSON.stringify(document));
}

test("a document is read as it is", () => {
  const document = sampleLive(7);
  expect(read(document)).toEqual({ ...document, left: { extensions: 0, events: 0 } });
  expect(asRead).toBeTypeOf("function");
});

test("names are text, whatever they look like", () => {
  const name = "<img src=x onerror=alert(1)>";
  expect(read(sampleLive(1, name))?.system).toBe(name);
});

test("what is no document is not read", () => {
  for (const json of ["", "{", "null", "[]", "7", '"spin"', "{}", JSON.stringify({ ...sampleLive(1), counters: 3 })]) {
    expect(readLive(json)).toBeUndefined();
  }
});

test("lists and names are cut at their limits, and what is left out is counted", () => {
  const events = Array.from({ length: 1000 }, (_, n) => ({
    name: `E${n}`.padEnd(900, "x"),
    raises: n,
    handlers: Array.from({ length: 200 }, () => ({ name: "h", module: "m" })),
  }));
  const found = read({ ...sampleLive(1), events });
  expect(found?.events).toHaveLength(LIMITS.events);
  expect(found?.left.events).toBe(1000 - LIMITS.events);
  expect(found?.events[0].name).toHaveLength(LIMITS.text);
  expect(found?.events[0].handlers).toHaveLength(LIMITS.handlers);
});

test("no JSON makes the reader throw", () => {
  fc.assert(fc.property(fc.json(), (json) => void [readLive(json), readOverview(json)]));
  const parts = fc.dictionary(fc.constantFrom(...Object.keys(sampleLive(1))), fc.jsonValue());
  fc.assert(fc.property(parts, (change) => void read({ ...sampleLive(1), ...change })));
});

test("of the overview, a system that is down is null", () => {
  const systems = readOverview(JSON.stringify({ spin: sampleLive(3), monolithic: null }));
  expect([...(systems ?? [])].map(([name, live]) => [name, live?.system])).toEqual([
    ["spin", "spin"],
    ["monolithic", undefined],
  ]);
});

test("a listener hears of ejections and workloads, not of numbers", () => {
  const [before, after] = [read(sampleLive(3)), read(sampleLive(4))];
  const ejection = { at: "2026-01-03T00:00:00.000Z", extension: "spinner", where: "", limit: "", line: "why" };
  const later = read(sampleLive(5, "spin", { workload: null, ejections: [ejection] }));
  if (before === undefined || after === undefined || later === undefined) throw new Error("unread");
  expect(changesBetween(before, after)).toEqual([]);
  expect(changesBetween(after, later)).toEqual(["no workload runs any more", "spinner was ejected"]);
});
