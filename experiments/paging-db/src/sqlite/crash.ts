/**
 * Crash rounds: a small mixed workload on files whose power fails, and what must be true afterwards.
 *
 * Invariant C1: when the power is back, the database opens, passes integrity_check, and holds exactly the
 * transactions whose commit had returned; the one whose commit was running is there whole or not at all.
 *   Kept by: SQLite's journal, and by the files, if sync and remove keep their promises. Attacked by:
 *   crash.test.ts, and for each system by the tests that call `crashRound`.
 */
import type { ByteFiles } from "./byte-files.js";
import { SqliteError } from "./codes.js";
import type { Database, JournalMode } from "./database.js";
import { Random } from "./random.js";
import type { Sqlite } from "./vfs.js";

/** Files before and after a power cut. */
export interface CrashMachine {
  /** Empty files. At some point a call throws, and from then on every call does; or the workload gets to its end. */
  readonly files: ByteFiles;
  /** The files as found when the power is back. Called once, when nothing will use `files` any more. */
  recover(): ByteFiles;
}

export interface CrashOptions {
  readonly journal: JournalMode;
  /** Equal seeds, equal workloads. */
  readonly seed: number;
  /** Transactions after the one that makes the tables; 20 if not given. */
  readonly transactions?: number;
  /** The control: no journal and no sync, so that a cut is seen. */
  readonly unprotected?: boolean;
}

/** All rows of the database, as text; undefined: the tables are not there. */
type Contents = string | undefined;

export interface CrashHistory {
  /** Whether the power failed before the workload was through. */
  readonly cut: boolean;
  /** Commits that returned. */
  readonly committed: number;
  /** What the database held after the last of them. */
  readonly confirmed: Contents;
  /** What it would hold if the commit that was running at the cut took place. */
  readonly inDoubt: Contents;
}

export interface CrashVerdict extends CrashHistory {
  /** What is wrong after the crash, each in one line; empty if nothing is. */
  readonly faults: readonly string[];
}

const NAME = "crash.db";
const ACCOUNTS = 96;
const TABLES = `
  CREATE TABLE counter(id INTEGER PRIMARY KEY, n INTEGER NOT NULL);
  CREATE TABLE account(id INTEGER PRIMARY KEY, balance INTEGER NOT NULL, note TEXT NOT NULL);
  CREATE INDEX account_by_balance ON account(balance, note);
  CREATE TABLE receipt(n INTEGER PRIMARY KEY, body TEXT NOT NULL);
`;

/** The rows as they should be. */
interface Model {
  counter: number;
  readonly accounts: Map<number, readonly [number, string]>;
  readonly receipts: Map<number, string>;
}

const contentsOf = ({ counter, accounts, receipts }: Model): string =>
  JSON.stringify([
    [[counter]],
    [...accounts].map(([id, [balance, note]]) => [id, balance, note]),
    [...receipts].map(([n, body]) => [n, body]),
  ]);

/** Text of so many characters that depends on the draw. */
const filler = (random: Random, characters: number): string => random.next().toString(36).padEnd(characters, "respin.");

function openFor(sqlite: Sqlite, files: ByteFiles, { journal, seed, unprotected }: CrashOptions): Database {
  // A cache of so few pages that a transaction writes pages of the database before its commit.
  const database = sqlite.open(files, NAME, { pageBytes: 8192, journal, cachePages: 4, synchronous: "full", seed });
  if (unprotected === true) database.exec("PRAGMA journal_mode=off; PRAGMA synchronous=off");
  // Often enough that checkpoints are cut, too.
  database.exec("PRAGMA wal_autocheckpoint=40");
  return database;
}

/**
 * Make the tables (about 30 pages) and run transactions on them: updates in place and in an index, inserted
 * rows with overflow pages, deletions that free them, and every fifth rolled back. Ends when the power fails.
 * Throws SqliteError for anything that is no failure of the files.
 */
export function runCrashWorkload(sqlite: Sqlite, files: ByteFiles, options: CrashOptions): CrashHistory {
  const random = new Random(options.seed);
  const model: Model = { counter: 0, accounts: new Map(), receipts: new Map() };
  let committed = 0;
  let confirmed: Contents;
  let inDoubt: Contents;
  let database: Database | undefined;
  const commit = (open: Database) => {
    inDoubt = contentsOf(model);
    open.exec("COMMIT");
    committed++;
    confirmed = inDoubt;
    inDoubt = undefined;
  };
  try {
    database = openFor(sqlite, files, options);
    fill(database, model, random);
    commit(database);
    for (let n = 1; n <= (options.transactions ?? 20); n++) {
      // Without a journal there is no rolling back.
      const kept = n % 5 !== 0 || options.unprotected === true;
      const after = kept ? model : { counter: 0, accounts: new Map(model.accounts), receipts: new Map(model.receipts) };
      change(database, after, random, n);
      if (kept) commit(database);
      else database.exec("ROLLBACK");
    }
    return { cut: false, committed, confirmed, inDoubt };
  } catch (thrown) {
    if (thrown instanceof SqliteError && thrown.code === "RSP_SQLITE_IO") {
      return { cut: true, committed, confirmed, inDoubt };
    }
    throw thrown;
  } finally {
    database?.abandon();
  }
}

function fill(database: Database, model: Model, random: Random): void {
  database.exec(`BEGIN; ${TABLES}; INSERT INTO counter VALUES (1, 0)`);
  const insert = database.prepare("INSERT INTO account VALUES (?, ?, ?)");
  for (let id = 1; id <= ACCOUNTS; id++) {
    const account = [random.between(0, 1e6), filler(random, random.between(300, 1200))] as const;
    insert.run(id, ...account);
    model.accounts.set(id, account);
  }
  insert.finalize();
}

function change(database: Database, model: Model, random: Random, n: number): void {
  database.exec("BEGIN");
  const update = database.prepare("UPDATE account SET balance = ?, note = ? WHERE id = ?");
  for (let i = random.between(3, 6); i > 0; i--) {
    const id = random.between(1, ACCOUNTS);
    const account = [random.between(0, 1e6), filler(random, random.between(300, 1200))] as const;
    update.run(...account, id);
    model.accounts.set(id, account);
  }
  update.finalize();
  const body = filler(random, n % 3 === 0 ? random.between(9_000, 30_000) : random.between(10, 500));
  database.rows("INSERT INTO receipt VALUES (?, ?)", n, body);
  model.receipts.set(n, body);
  database.rows("DELETE FROM receipt WHERE n = ?", n - 4);
  model.receipts.delete(n - 4);
  database.rows("UPDATE counter SET n = ?", n);
  model.counter = n;
}

/** What is wrong with the files that were found after the history, each in one line; empty if nothing is. */
export function verifyAfterCrash(
  sqlite: Sqlite,
  files: ByteFiles,
  history: CrashHistory,
  options: CrashOptions,
): string[] {
  const faults: string[] = [];
  let database: Database | undefined;
  try {
    database = openFor(sqlite, files, { ...options, seed: options.seed + 1 });
    const said = database.rows("PRAGMA integrity_check").flat().join("; ");
    if (said !== "ok") faults.push(`integrity_check says ${said.slice(0, 200)}`);
    const found = readContents(database);
    if (found !== history.confirmed && (history.inDoubt === undefined || found !== history.inDoubt)) {
      faults.push(`the rows are not those after commit ${history.committed}, the last that had returned`);
    }
    // A database that can be read and not written has not been recovered.
    if (found !== undefined) database.exec("BEGIN; UPDATE counter SET n = n + 1; COMMIT");
    database.close();
  } catch (thrown) {
    if (!(thrown instanceof SqliteError)) throw thrown;
    faults.push(`it cannot be used: ${thrown.message}`);
  } finally {
    database?.abandon();
  }
  return faults;
}

function readContents(database: Database): Contents {
  if (database.rows("SELECT 1 FROM sqlite_schema WHERE name = 'receipt'").length === 0) return undefined;
  return JSON.stringify([
    database.rows("SELECT n FROM counter"),
    database.rows("SELECT id, balance, note FROM account ORDER BY id"),
    database.rows("SELECT n, body FROM receipt ORDER BY n"),
  ]);
}

/** One round: the workload on the machine's files until its power fails, then the verdict on what is found. */
export function crashRound(sqlite: Sqlite, machine: CrashMachine, options: CrashOptions): CrashVerdict {
  const history = runCrashWorkload(sqlite, machine.files, options);
  return { ...history, faults: verifyAfterCrash(sqlite, machine.recover(), history, options) };
}
