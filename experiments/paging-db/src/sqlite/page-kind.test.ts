import { PageKind } from "@respin/buffer-manager";
import { expect, test } from "vitest";
import { pageKind } from "./page-kind.js";
import { MemoryFiles } from "./testing/memory-files.js";
import { openSqlite } from "./vfs.js";

const sqlite = await openSqlite();

/** A database with both kinds of tree, two levels and more, overflow pages and a free list; its pages by number. */
function sample(wide: boolean) {
  const files = new MemoryFiles();
  const options = { pageBytes: 8192, journal: "delete", cachePages: 50, synchronous: "full" } as const;
  const database = sqlite.open(files, "kinds.db", options);
  database.exec("CREATE TABLE t(a INTEGER PRIMARY KEY, b TEXT); CREATE INDEX by_b ON t(b); BEGIN");
  const insert = database.prepare("INSERT INTO t VALUES (?, ?)");
  for (let a = 0; a < 1500; a++)
    insert.run(a, `${(a * 7919) % 1000} ${"text ".repeat(wide && a % 50 === 0 ? 5000 : 60)}`);
  database.exec("COMMIT; DELETE FROM t WHERE a BETWEEN 300 AND 700");
  const told = new Map(
    database.rows("SELECT pageno, pagetype FROM dbstat").map(([page, type]) => [Number(page), String(type)]),
  );
  const [[pages]] = database.rows("PRAGMA page_count");
  const [[free]] = database.rows("PRAGMA freelist_count");
  database.close();
  const content = files.content("kinds.db");
  const page = (number: number) => content.subarray((number - 1) * 8192, number * 8192);
  return { told, pages: Number(pages), free: Number(free), page };
}

test("every page in use is what SQLite's own statistics say it is", () => {
  const { told, page } = sample(true);
  const kindOf = new Map<string, number>([
    ["internal", PageKind.interior],
    ["leaf", PageKind.leaf],
    ["overflow", PageKind.overflow],
  ]);
  const seen = new Set<number>();
  for (const [number, type] of told) {
    const kind = pageKind(page(number), number);
    seen.add(kind);
    expect(`${number}: ${kind}`).toBe(`${number}: ${kindOf.get(type)}`);
  }
  expect([...seen].toSorted()).toEqual([PageKind.interior, PageKind.leaf, PageKind.overflow]);
});

test("the trunk of the free list is free; its leaves are told as what they were", () => {
  const { told, pages, free, page } = sample(true);
  const unused = Array.from({ length: pages }, (_, i) => i + 1).filter((number) => !told.has(number));
  expect(unused).toHaveLength(free);
  const kinds = unused.map((number) => pageKind(page(number), number));
  expect(kinds.filter((kind) => kind === PageKind.free).length).toBeGreaterThanOrEqual(1);
  expect(kinds).toContain(PageKind.leaf);
});

test("page 1 is read behind the database header", () => {
  const { page } = sample(false);
  expect(pageKind(page(1), 1)).toBe(PageKind.leaf);
  // The same bytes elsewhere begin with the letters "SQLite format".
  expect(pageKind(page(1), 2)).toBe(PageKind.any);
});

test("a page never written is free; the lock page and a page of another size are nothing that is known", () => {
  const { page } = sample(false);
  expect(pageKind(new Uint8Array(8192), 7)).toBe(PageKind.free);
  expect(pageKind(page(2), 131_073)).toBe(PageKind.any);
  expect(pageKind(page(2).subarray(0, 4096), 2)).toBe(PageKind.any);
});
