import { expect, test } from "vitest";
import { MemoryFiles } from "./testing/memory-files.js";
import { type TpccScale, estimatedPages, load, scaleForPages, transactions } from "./tpcc.js";
import { type Database, type DatabaseOptions, openSqlite } from "./vfs.js";

const sqlite = await openSqlite();
const SCALE: TpccScale = { warehouses: 2, items: 300, customersPerDistrict: 20 };

function loaded(options: Partial<DatabaseOptions> = {}, scale = SCALE, seed = 1): Database {
  const defaults = { pageBytes: 8192, journal: "delete", cachePages: 20, synchronous: "full" } as const;
  const database = sqlite.open(new MemoryFiles(), "tpcc.db", { ...defaults, ...options });
  load(database, scale, seed);
  return database;
}

const hashes = (database: Database, seed: number, count = 200): string[] =>
  [...transactions(database, SCALE, seed, count)].map(({ kind, rowsHash }) => `${kind} ${rowsHash}`);

test("equal seeds read equal rows, whatever the journal and the cache", () => {
  const first = hashes(loaded(), 7);
  expect(hashes(loaded({ journal: "wal", cachePages: 0 }), 7)).toEqual(first);
  expect(hashes(loaded({ journal: "truncate", cachePages: 300, seed: 5 }), 7)).toEqual(first);
});

test("another seed, of the rows or of the transactions, reads others", () => {
  const last = (database: Database, seed: number) => hashes(database, seed).at(-1);
  const first = last(loaded(), 7);
  expect(last(loaded(), 8)).not.toBe(first);
  expect(last(loaded({}, SCALE, 2), 7)).not.toBe(first);
});

test("one changed value in one row is seen in the hash", () => {
  const first = hashes(loaded(), 7).at(-1);
  const database = loaded();
  database.exec("UPDATE warehouse SET w_city = w_city || '.' WHERE w_id = 2");
  expect(hashes(database, 7).at(-1)).not.toBe(first);
});

test("the mix is 45 new-orders, 43 payments, 6 order-statuses and 6 stock-levels in a hundred", () => {
  const count = 2000;
  const seen = new Map<string, number>();
  for (const { kind } of transactions(loaded(), SCALE, 3, count)) seen.set(kind, (seen.get(kind) ?? 0) + 1);
  const wanted = { "new-order": 45, payment: 43, "order-status": 6, "stock-level": 6 };
  for (const [kind, percent] of Object.entries(wanted)) {
    expect(Math.abs((100 * (seen.get(kind) ?? 0)) / count - percent), kind).toBeLessThan(2.5);
  }
});

test("TPC-C's consistency conditions hold after a thousand transactions, and integrity_check says ok", () => {
  const database = loaded({ journal: "wal" });
  hashes(database, 11, 1000);
  // Conditions 1 to 4: the sums and counters of each table agree with the rows of the tables below it.
  const broken = `
    SELECT 'ytd', w_id FROM warehouse WHERE w_ytd <> (SELECT sum(d_ytd) FROM district WHERE d_w_id = w_id)
    UNION ALL SELECT 'next order', d_id FROM district WHERE d_next_o_id - 1 <>
      (SELECT max(o_id) FROM orders WHERE o_w_id = d_w_id AND o_d_id = d_id)
    UNION ALL SELECT 'gap in new_order', no_d_id FROM new_order GROUP BY no_w_id, no_d_id
      HAVING max(no_o_id) - min(no_o_id) + 1 <> count(*)
    UNION ALL SELECT 'lines', o_id FROM orders WHERE o_ol_cnt <> (SELECT count(*) FROM order_line
      WHERE ol_w_id = o_w_id AND ol_d_id = o_d_id AND ol_o_id = o_id)`;
  expect(database.rows(broken)).toEqual([]);
  expect(database.rows("SELECT count(*) > 600 FROM orders")).toEqual([[1]]);
  // One line in a hundred comes from the other warehouse, and its stock row says so.
  const remote = "SELECT count(*) FROM order_line WHERE ol_supply_w_id <> ol_w_id";
  const [[lines]] = database.rows(remote);
  expect(lines).toBeGreaterThan(10);
  expect(database.rows("SELECT sum(s_remote_cnt) FROM stock")).toEqual([[lines]]);
  expect(database.rows("PRAGMA integrity_check")).toEqual([["ok"]]);
});

test("some customers and items are asked for far more often than others", () => {
  const database = loaded();
  hashes(database, 5, 1500);
  const [[most]] = database.rows("SELECT max(s_order_cnt) FROM stock");
  const [[mean]] = database.rows("SELECT avg(s_order_cnt) FROM stock");
  expect(Number(most)).toBeGreaterThan(2 * Number(mean));
});

test.each([60, 200, 1000])("a scale for %i pages makes a database of about so many", (pages) => {
  const scale = scaleForPages(pages);
  const database = loaded({ cachePages: 200 }, scale);
  const [[count]] = database.rows("PRAGMA page_count");
  expect(Math.abs(Number(count) - pages) / pages).toBeLessThan(0.15);
  expect(Math.abs(estimatedPages(scale) - pages) / pages).toBeLessThan(0.1);
  database.close();
});

test("a generator that is left early gives its statements back", () => {
  const before = sqlite.openFiles;
  const database = loaded();
  for (const { kind } of transactions(database, SCALE, 1, 1000)) if (kind === "order-status") break;
  expect(database.inTransaction).toBe(false);
  database.close();
  expect(sqlite.openFiles).toBe(before);
});
