import fc from "fast-check";
import { expect, test } from "vitest";
import type { ByteFiles } from "./byte-files.js";
import { SqliteError } from "./codes.js";
import { FailingFiles } from "./testing/failing-files.js";
import { FilesFull, MemoryFiles } from "./testing/memory-files.js";
import { type Database, type DatabaseOptions, type JournalMode, type SqlValue, openSqlite } from "./vfs.js";

const sqlite = await openSqlite();
const JOURNALS: readonly JournalMode[] = ["delete", "truncate", "persist", "wal"];

const open = (files: ByteFiles, options: Partial<DatabaseOptions> = {}): Database =>
  sqlite.open(files, "test.db", { pageBytes: 8192, journal: "delete", cachePages: 0, synchronous: "full", ...options });

function thrownBy(act: () => unknown): unknown {
  try {
    act();
  } catch (thrown) {
    return thrown;
  }
  return undefined;
}

/** Some work that touches several pages, the journal, and the free list. */
function work(database: Database): void {
  database.exec("CREATE TABLE t(a INTEGER PRIMARY KEY, b TEXT); CREATE INDEX by_b ON t(b); BEGIN");
  const insert = database.prepare("INSERT INTO t VALUES (?, ?)");
  for (let a = 0; a < 120; a++) insert.run(a, `${(a * 7919) % 1000}`.padEnd(400, "-"));
  database.exec("COMMIT; BEGIN; UPDATE t SET b = 'x' || b WHERE a % 3 = 0; COMMIT; DELETE FROM t WHERE a % 5 = 0");
}

test.each(JOURNALS)("what was written is there after closing and opening again (%s)", (journal) => {
  const files = new MemoryFiles();
  const first = open(files, { journal });
  work(first);
  const rows = first.rows("SELECT * FROM t ORDER BY a");
  first.close();
  const second = open(files, { journal });
  expect(second.rows("SELECT * FROM t ORDER BY a")).toEqual(rows);
  expect(rows).toHaveLength(96);
  expect(second.rows("PRAGMA integrity_check; ")).toEqual([["ok"]]);
  second.close();
});

test.each(JOURNALS)("the same seed gives the same bytes in every file, another one others (%s)", (journal) => {
  const bytes = (seed: number) => {
    const files = new MemoryFiles();
    const database = open(files, { journal, seed });
    work(database);
    database.exec("CREATE TABLE r AS SELECT random() AS n, datetime('now') AS now");
    database.abandon();
    return ["test.db", "test.db-journal", "test.db-wal"].map((name) =>
      Buffer.from(files.content(name)).toString("hex"),
    );
  };
  const first = bytes(1);
  open(new MemoryFiles(), { seed: 9 }).close();
  expect(bytes(1)).toEqual(first);
  expect(bytes(2)).not.toEqual(first);
});

test("another opening of the same files draws other random numbers", () => {
  const files = new MemoryFiles();
  const draw = () => {
    const database = open(files);
    const [[drawn]] = database.rows("SELECT random() % 1000000007");
    database.close();
    return drawn;
  };
  expect(draw()).not.toBe(draw());
});

test("two databases are open at once, each on its own files", () => {
  const [a, b] = [open(new MemoryFiles()), open(new MemoryFiles(), { journal: "wal" })];
  a.exec("CREATE TABLE t(v); BEGIN; INSERT INTO t VALUES ('a')");
  b.exec("CREATE TABLE t(v); BEGIN; INSERT INTO t VALUES ('b')");
  a.exec("COMMIT");
  b.exec("ROLLBACK");
  expect([a.rows("SELECT v FROM t"), b.rows("SELECT v FROM t")]).toEqual([[["a"]], []]);
  a.close();
  b.close();
});

test("values come back as they went in", () => {
  const database = open(new MemoryFiles());
  const echo = database.prepare("SELECT ?");
  const value = fc.oneof(
    fc.maxSafeInteger(),
    fc.double({ noNaN: true }).map((number) => number + 0),
    fc.string({ unit: "grapheme" }).filter((text) => !text.includes("\0")),
    fc.uint8Array(),
    fc.constant(null),
  );
  fc.assert(
    fc.property(value, (given) => {
      expect(echo.all(given)).toEqual([[given]]);
    }),
    { numRuns: 500 },
  );
  database.close();
});

test("every virtual-machine step is charged to the files, statement by statement", () => {
  const files = new MemoryFiles();
  const database = open(files);
  work(database);
  const before = files.steps;
  const count = database.prepare("SELECT a FROM t");
  count.step();
  const first = files.steps - before;
  expect(count.all()).toHaveLength(96);
  expect(files.steps - before - first).toBeGreaterThan(96);
  expect(first).toBeGreaterThan(0);
  expect(files.steps).toBe(database.vmSteps);
  database.close();
});

test("with cachePages 0 SQLite keeps at most one page between statements", () => {
  const database = open(new MemoryFiles());
  work(database);
  database.rows("SELECT count(*) FROM t");
  expect(database.cacheBytes).toBeLessThan(2 * 8192);
  database.close();
});

test("advice reaches the files", () => {
  const files = new MemoryFiles();
  const database = open(files);
  database.advise("sequential");
  database.advise("random");
  expect(files.advice).toEqual(["sequential", "random"]);
  database.close();
});

test("what a file is short of reads as zeros, not as what the buffer held before", () => {
  const files = new MemoryFiles();
  const first = open(files);
  first.exec("CREATE TABLE t(b BLOB)");
  first.rows("INSERT INTO t VALUES (?)", new Uint8Array(40_000).fill(0xaa));
  first.close();
  // Leave 100 bytes of the last page, which holds the end of the value.
  const handle = files.open("test.db", false) ?? -1;
  files.truncate(handle, files.size(handle) - 8192 + 100);
  const second = open(files);
  // Other values, so that the memory that is used again is full of something else.
  for (let i = 0; i < 5; i++) second.rows("SELECT ?", new Uint8Array(40_000).fill(0xbb));
  const [[value]] = second.rows("SELECT hex(b) FROM t");
  expect(value).toMatch(/^(AA)+(00)+$/);
  second.close();
});

test("full files are SQLITE_FULL; the transaction is gone and the database goes on", () => {
  const files = new MemoryFiles({ capacityBytes: 400_000 });
  const database = open(files);
  work(database);
  const fill = () => {
    database.exec("BEGIN");
    for (let i = 1000; i < 3000; i++) database.rows("INSERT INTO t VALUES (?, ?)", i, "y".repeat(900));
    database.exec("COMMIT");
  };
  const thrown = thrownBy(fill);
  expect(thrown).toMatchObject({ code: "RSP_SQLITE_FULL", resultCode: 13 });
  expect(thrown instanceof SqliteError && thrown.cause).toBeInstanceOf(FilesFull);
  if (database.inTransaction) database.exec("ROLLBACK");
  expect(database.rows("SELECT count(*) FROM t")).toEqual([[96]]);
  expect(database.rows("PRAGMA integrity_check")).toEqual([["ok"]]);
  database.close();
});

// Attacks Invariant V1: the 1st, 2nd, 3rd... operation fails, until the run ends clean.
test.each([
  ["delete", true],
  ["delete", false],
  ["wal", true],
  ["wal", false],
] as const)(
  "whichever operation throws, the caller gets it and nothing leaks (%s, for good: %s)",
  (journal, forGood) => {
    const before = [sqlite.memoryBytes, sqlite.openFiles];
    let failAt = 0;
    let clean = false;
    while (!clean) {
      failAt += failAt < 150 ? 1 : 7;
      const memory = new MemoryFiles();
      const files = new FailingFiles(memory, failAt, forGood, new Error("broken"));
      let database: Database | undefined;
      const thrown = thrownBy(() => {
        database = open(files, { journal });
        work(database);
        database.close();
      });
      clean = !files.failed;
      if (!clean) expect(thrown).toMatchObject({ code: "RSP_SQLITE_IO", cause: { message: "broken" } });
      // What closing meets after that has been told already, but closing gives everything back.
      thrownBy(() => database?.close());
      expect([sqlite.memoryBytes, sqlite.openFiles]).toEqual(before);
      const again = open(memory, { journal });
      expect(again.rows("PRAGMA integrity_check")).toEqual([["ok"]]);
      again.close();
    }
    expect(failAt).toBeGreaterThan(300);
  },
);

test("an abandoned database touches its files no more", () => {
  const memory = new MemoryFiles();
  const database = open(memory, { journal: "wal" });
  work(database);
  database.exec("BEGIN; DELETE FROM t");
  const changes = memory.changes;
  database.abandon();
  expect(memory.changes).toBe(changes);
  expect(() => database.exec("SELECT 1")).toThrow(expect.objectContaining({ code: "RSP_SQLITE_CLOSED" }));
});

test("mistakes are told in one line that names them", () => {
  const database = open(new MemoryFiles());
  const told = (act: () => unknown) => {
    const thrown = thrownBy(act);
    return thrown instanceof SqliteError ? `${thrown.code} ${thrown.message}` : thrown;
  };
  expect(told(() => database.exec("SELEC 1"))).toBe(
    'RSP_SQLITE test.db: near "SELEC": syntax error, while preparing SELEC 1',
  );
  expect(told(() => database.rows("SELECT ?", 1, 2))).toBe(
    "RSP_SQLITE SELECT ? takes 1 parameters and was given 2; give as many",
  );
  expect(told(() => database.prepare(" -- nothing"))).toBe('RSP_SQLITE test.db: no statement in " -- nothing"');
  const statement = database.prepare("SELECT 1");
  statement.finalize();
  expect(told(() => statement.step())).toBe("RSP_SQLITE_CLOSED SELECT 1: the statement is finalized; prepare it again");
  database.close();
  expect(told(() => database.advise("random"))).toBe("RSP_SQLITE_CLOSED test.db: is closed; open it again");
});

test("a database in WAL mode is not silently opened in another", () => {
  const files = new MemoryFiles();
  const wal = open(files, { journal: "wal" });
  work(wal);
  wal.close();
  expect(thrownBy(() => open(files))).toBeInstanceOf(SqliteError);
  expect(sqlite.openFiles).toBe(0);
});

test("a statement left on a row gives its row up when it is bound again", () => {
  const database = open(new MemoryFiles());
  work(database);
  const rows: SqlValue[] = [];
  const find = database.prepare("SELECT a FROM t WHERE a >= ?");
  for (const from of [1, 11, 42]) {
    find.bind(from).step();
    rows.push(find.column(0));
  }
  expect(rows).toEqual([1, 11, 42]);
  database.close();
});
