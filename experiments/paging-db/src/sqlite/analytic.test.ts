import { expect, test } from "vitest";
import { analytics } from "./analytic.js";
import { MemoryFiles } from "./testing/memory-files.js";
import { type TpccScale, load, transactions } from "./tpcc.js";
import { type Database, openSqlite } from "./vfs.js";

const sqlite = await openSqlite();
const SCALE: TpccScale = { warehouses: 1, items: 200, customersPerDistrict: 15 };

function loaded(files = new MemoryFiles(), cachePages = 10): Database {
  const database = sqlite.open(files, "tpcc.db", { pageBytes: 8192, journal: "wal", cachePages, synchronous: "full" });
  load(database, SCALE, 1);
  Array.from(transactions(database, SCALE, 1, 50));
  return database;
}

test("equal seeds give equal queries and rows, another seed others", () => {
  const run = (seed: number, cachePages: number) => [...analytics(loaded(undefined, cachePages), SCALE, seed, 14)];
  expect(run(3, 0)).toEqual(run(3, 100));
  expect(run(4, 0).at(-1)?.rowsHash).not.toBe(run(3, 0).at(-1)?.rowsHash);
});

test("every query comes once in seven", () => {
  const kinds = [...analytics(loaded(), SCALE, 1, 7)].map(({ kind }) => kind);
  expect(new Set(kinds).size).toBe(7);
});

test("each scan is announced to the files, and its end; a join is not", () => {
  const files = new MemoryFiles();
  Array.from(analytics(loaded(files), SCALE, 1, 7));
  expect(files.advice).toEqual(Array.from({ length: 5 }, () => ["sequential", "random"]).flat());
});

test("who runs it may hear of the scans in place of the files", () => {
  const files = new MemoryFiles();
  const heard: string[] = [];
  for (const { kind } of analytics(loaded(files), SCALE, 1, 7, (pattern) => heard.push(pattern))) heard.push(kind);
  const scan = heard.indexOf("text-search");
  expect(heard.slice(scan - 2, scan)).toEqual(["sequential", "random"]);
  expect(heard[heard.indexOf("best-sellers") - 1]).not.toBe("random");
  expect(files.advice).toEqual([]);
});

test("a scan reads every page of its table: steps grow with the rows", () => {
  const database = loaded();
  const before = database.vmSteps;
  Array.from(analytics(database, SCALE, 1, 7));
  const [[rows]] = database.rows("SELECT (SELECT count(*) FROM order_line) + (SELECT count(*) FROM stock)");
  expect(database.vmSteps - before).toBeGreaterThan(5 * Number(rows));
});
