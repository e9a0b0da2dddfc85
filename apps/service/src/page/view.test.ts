import { expect, test } from "vitest";
import { type Connection, describe as say, GIVE_UP_MS, lost, waitMs } from "../../page/view/connection.js";
import { count, duration, measure, plural, seconds, summarize, timeOfDay } from "../../page/view/format.js";
import { readLive } from "../../page/view/read-live.js";
import { readLinks, Systems } from "../../page/view/systems.js";
import { sampleLive } from "./testing/sample.js";

test("numbers are written so that a reader can compare them", () => {
  expect([0, 1234567].map(count)).toEqual(["0", "1,234,567"]);
  expect([0, 0.256, 3.14159, 31.4159, 3141.59, null, undefined, Number.NaN].map(measure)).toEqual([
    "0",
    "0.26",
    "3.14",
    "31.4",
    "3,142",
    "–",
    "–",
    "–",
  ]);
  expect(seconds(1234.5)).toBe("1,234.500");
  expect([0, 61_000, 3_720_000, 90_000_000].map(duration)).toEqual(["0 s", "1 min 1 s", "1 h 2 min", "1 d 1 h"]);
  expect([plural(1, "raise"), plural(2, "raise")]).toEqual(["1 raise", "2 raises"]);
  expect(timeOfDay("<b>never</b>")).toBe("<b>never</b>");
});

test("a chart in words: the last, the least and the greatest", () => {
  expect(summarize([null, 3, 1, 2])).toEqual({ last: 2, min: 1, max: 3 });
  expect(summarize([5, null])).toEqual({ last: undefined, min: 5, max: 5 });
  expect(summarize([])).toEqual({ last: undefined, min: undefined, max: undefined });
});

test("a lost connection is tried again ever more seldom, and given up after ten minutes", () => {
  expect([0, 1, 2, 3, 4, 9, 1e9].map(waitMs)).toEqual([500, 1000, 2000, 4000, 8000, 8000, 8000]);
  let connection: Connection = lost({ state: "live" }, 5000);
  expect(connection).toEqual({ state: "reconnecting", sinceMs: 5000 });
  connection = lost(connection, 9000);
  expect(connection).toEqual({ state: "reconnecting", sinceMs: 5000 });
  connection = lost(connection, 5000 + GIVE_UP_MS);
  expect(connection.state).toBe("stopped");
  expect(say(connection)).toMatch(/^Stopped: no answer since \d\d:\d\d:\d\d, tried for 10 min 0 s$/);
});

test("the systems stand in one order, and one that is down comes back", () => {
  const systems = new Systems();
  const live = (tick: number, name: string) => readLive(JSON.stringify(sampleLive(tick, name))) ?? null;
  const take = (tick: number, monolithic: boolean) =>
    systems.take(
      new Map([
        ["microkernel", live(tick, "microkernel")],
        ["monolithic", monolithic ? live(tick, "monolithic") : null],
        ["spin", live(tick, "spin")],
      ]),
      tick * 1000,
    );
  expect(take(1, true)).toEqual([]);
  expect(systems.all.map(({ name }) => name)).toEqual(["spin", "monolithic", "microkernel"]);
  expect(take(2, false)).toEqual(["monolithic is down"]);
  expect(take(3, false)).toEqual([]);
  expect(systems.all[1].downSinceMs).toBe(2000);
  expect(take(9, true)).toEqual(["monolithic is up"]);
  expect(systems.all[1].history.rates("operations")).toEqual([null, null]);
});

test("names that change all the time make no more systems than eight", () => {
  const systems = new Systems();
  for (let n = 0; n < 100; n += 1) systems.take(new Map([[`system ${n}`, null]]), n);
  expect(systems.all).toHaveLength(8);
});

test("a link leads to a web page or nowhere", () => {
  const links = readLinks([
    { system: "spin", url: "http://127.0.0.1:8080/", up: true },
    { system: "monolithic", url: "javascript:alert(1)", up: true },
    { system: "microkernel", url: "x", up: true },
    null,
  ]);
  expect([...links]).toEqual([["spin", "http://127.0.0.1:8080/"]]);
  expect(readLinks({ a: 1 }).size).toBe(0);
});
