import { Code, SqliteError, isFull } from "./codes.js";
import type { Connection } from "./connection.js";
import type { Engine } from "./engine.js";
import { Statement, type SqlValue } from "./statement.js";

export { Statement, type SqlValue } from "./statement.js";

export type JournalMode = "delete" | "truncate" | "persist" | "wal";

export interface DatabaseOptions {
  /** Bytes of a page of a new database; one frame of the machine. */
  readonly pageBytes: 8192;
  readonly journal: JournalMode;
  /**
   * SQLite's own page cache, in pages (PRAGMA cache_size). 0 is as small as it goes, and a little is kept even
   * so: page 1 while a transaction is open, and what open cursors stand on, from root to leaf, while a
   * statement runs (5 pages in all on a lookup in a tree of three levels). Between transactions one page is left,
   * with n pages n + 1. Changed pages go to the files as soon as another is needed, each time with a sync of the
   * rollback journal before: `PRAGMA cache_spill=off` keeps them to the commit instead. `cacheBytes` tells.
   */
  readonly cachePages: number;
  /** "full": a commit that has returned survives a power cut. "normal": in WAL it may be lost, never torn. */
  readonly synchronous: "full" | "normal";
  /** Seed of the random numbers that SQLite draws; 0 if not given. After a crash, open with another one. */
  readonly seed?: number;
}

const READ_WRITE_CREATE = 0x6;
const STATUS_CACHE_USED = 1;

/**
 * One database. Every call is complete when it returns, and throws SqliteError if it fails: RSP_SQLITE if
 * SQLite refused it, RSP_SQLITE_FULL if the files were full, RSP_SQLITE_IO with what the files threw as its
 * `cause` (with `resultCode` 0 if SQLite got its work done all the same, as when a commit is safe and the
 * checkpoint after it failed). After a power cut, `abandon()`: it gives back all memory and touches the files no more.
 */
export class Database {
  readonly #engine: Engine;
  readonly #connection: Connection;
  readonly #enter: (running: Connection) => void;
  readonly #statements = new Set<Statement>();
  /** The sqlite3 pointer; 0 when closed. */
  #handle = 0;
  #vmSteps = 0;

  private constructor(engine: Engine, connection: Connection, enter: (running: Connection) => void) {
    this.#engine = engine;
    this.#connection = connection;
    this.#enter = enter;
  }

  /** As `Sqlite.open`, which is the way to call it. */
  static open(
    engine: Engine,
    connection: Connection,
    vfsName: number,
    enter: (running: Connection) => void,
    options: DatabaseOptions,
  ): Database {
    const database = new Database(engine, connection, enter);
    try {
      database.#open(vfsName);
      database.#configure(options);
      return database;
    } catch (thrown) {
      // The files just failed; closing must not ask more of them than forgetting the handles.
      database.abandon();
      throw thrown;
    }
  }

  #open(vfsName: number): void {
    const engine = this.#engine;
    const name = engine.allocateText(this.#connection.name);
    const result = engine.allocate(4);
    this.#enter(this.#connection);
    const code = engine.call.open(name, result, READ_WRITE_CREATE, vfsName);
    this.#handle = engine.words[result >> 2];
    engine.call.free(result);
    engine.call.free(name);
    this.check(code, "opening it");
    engine.call.extendedCodes(this.#handle, 1);
  }

  #configure({ pageBytes, journal, cachePages, synchronous }: DatabaseOptions): void {
    // First, because a database that is in WAL mode cannot even be read without. Only for WAL: in exclusive mode
    // a rollback journal would be kept from one commit to the next.
    if (journal === "wal") this.exec("PRAGMA locking_mode=exclusive");
    this.exec(`PRAGMA page_size=${pageBytes}; PRAGMA temp_store=memory; PRAGMA cache_size=${cachePages}`);
    const [[mode]] = this.rows(`PRAGMA journal_mode=${journal}`);
    if (mode !== journal) {
      const message = `${this.#connection.name}: has journal mode ${mode} and cannot change to ${journal}; open it as ${mode}`;
      throw new SqliteError("RSP_SQLITE", 0, message);
    }
    this.exec(`PRAGMA synchronous=${synchronous}`);
  }

  /** Run one or more statements and drop their rows. */
  exec(sql: string): void {
    let rest = sql;
    while (rest !== "") {
      const { statement, tail } = this.#prepareOne(rest);
      rest = tail;
      if (statement === undefined) continue;
      try {
        while (statement.step());
      } finally {
        statement.finalize();
      }
    }
  }

  /** Prepare one statement, to be run as often as wanted; `finalize` gives its memory back, as does closing. */
  prepare(sql: string): Statement {
    const { statement } = this.#prepareOne(sql);
    if (statement !== undefined) return statement;
    throw new SqliteError("RSP_SQLITE", 0, `${this.#connection.name}: no statement in ${JSON.stringify(sql)}`);
  }

  /** All rows of one statement. */
  rows(sql: string, ...values: SqlValue[]): SqlValue[][] {
    const statement = this.prepare(sql);
    try {
      return statement.all(...values);
    } finally {
      statement.finalize();
    }
  }

  /** Tell the files how the database file will be used next; a hint. */
  advise(pattern: "random" | "sequential"): void {
    this.openHandle();
    const { mainFile, files } = this.#connection;
    if (mainFile === undefined) return;
    try {
      files.advise(mainFile, pattern);
    } catch (thrown) {
      throw this.#failure(Code.ok, `advising ${pattern} use`, { thrown });
    }
  }

  /** Virtual-machine steps of all statements so far; each was charged through `files.compute`. */
  get vmSteps(): number {
    return this.#vmSteps;
  }

  /** Whether a transaction is open. SQLite itself rolls back after some errors. */
  get inTransaction(): boolean {
    return this.#handle !== 0 && this.#engine.call.autocommit(this.#handle) === 0;
  }

  /** Bytes that SQLite's own page cache for this database holds now. */
  get cacheBytes(): number {
    const at = this.#engine.allocate(8);
    this.#engine.call.databaseStatus(this.openHandle(), STATUS_CACHE_USED, at, at + 4, 0);
    const used = this.#engine.words[at >> 2];
    this.#engine.call.free(at);
    return used;
  }

  /**
   * Finish: an open transaction is rolled back, a WAL is copied into the database. Whatever happens, all memory
   * and handles are given back; throws RSP_SQLITE_IO or RSP_SQLITE_FULL if the files failed on the way. A
   * second close does nothing.
   */
  close(): void {
    const fault = this.#release();
    if (fault !== undefined) throw this.#failure(Code.ok, "closing it", fault);
  }

  /** Give everything back without touching the files again, as when the machine under them has lost its power. */
  abandon(): void {
    this.#connection.abandoned = true;
    this.#release();
  }

  #release(): { readonly thrown: unknown } | undefined {
    if (this.#handle === 0) return undefined;
    this.#enter(this.#connection);
    this.#connection.takeFault();
    for (const statement of this.#statements) statement.release();
    this.#statements.clear();
    this.#engine.call.close(this.#handle);
    this.#handle = 0;
    return this.#connection.takeFault();
  }

  #prepareOne(sql: string): { statement: Statement | undefined; tail: string } {
    const engine = this.#engine;
    const text = engine.allocateText(sql);
    const results = engine.allocate(8);
    try {
      this.enter();
      this.check(engine.call.prepare(this.openHandle(), text, -1, results, results + 4), `preparing ${sql}`);
      const [pointer, tail] = engine.words.subarray(results >> 2, (results >> 2) + 2);
      const statement = pointer === 0 ? undefined : new Statement(engine, this, pointer, sql);
      if (statement !== undefined) this.#statements.add(statement);
      return { statement, tail: engine.readTextToZero(tail).trim() };
    } finally {
      engine.call.free(results);
      engine.call.free(text);
    }
  }

  /** For statements: SQLite is about to be called for this database. */
  enter(): void {
    this.#enter(this.#connection);
  }

  /** For statements: the sqlite3 pointer. Throws RSP_SQLITE_CLOSED. */
  openHandle(): number {
    if (this.#handle !== 0) return this.#handle;
    throw new SqliteError("RSP_SQLITE_CLOSED", 0, `${this.#connection.name}: is closed; open it again`);
  }

  /** For statements: one has been finalized. */
  forget(statement: Statement): void {
    this.#statements.delete(statement);
  }

  /** For statements: steps that SQLite's virtual machine has made. The time that they take may be a fault, too. */
  charge(steps: number): void {
    if (steps === 0 || this.#connection.abandoned) return;
    this.#vmSteps += steps;
    try {
      this.#connection.files.compute(steps);
    } catch (thrown) {
      this.#connection.fail(thrown, Code.error);
    }
  }

  /** For statements: throw if SQLite failed, or if the files did and SQLite made nothing of it. */
  check(code: number, doing: string): void {
    const fault = this.#connection.takeFault();
    const succeeded = code === Code.ok || code === Code.row || code === Code.done;
    // When SQLite could do without the room (a checkpoint that can be made later), so can its caller.
    if (succeeded && (fault === undefined || isFull(fault.thrown))) return;
    throw this.#failure(succeeded ? Code.ok : code, doing, fault);
  }

  /** For statements: forget what the files threw while cleaning up after an error that is thrown already. */
  ignoreFault(): void {
    this.#connection.takeFault();
  }

  #failure(code: number, doing: string, fault: { readonly thrown: unknown } | undefined): SqliteError {
    const kind = (code & 0xff) === Code.full ? "RSP_SQLITE_FULL" : fault === undefined ? "RSP_SQLITE" : "RSP_SQLITE_IO";
    const { call } = this.#engine;
    const said = code === Code.ok || this.#handle === 0 ? "" : this.#engine.readTextToZero(call.message(this.#handle));
    const thrown =
      fault === undefined ? "" : fault.thrown instanceof Error ? fault.thrown.message : String(fault.thrown);
    const why = [said, thrown].filter((part) => part !== "").join(": ");
    const where = doing.replaceAll(/\s+/g, " ").slice(0, 120);
    return new SqliteError(kind, code, `${this.#connection.name}: ${why}, while ${where}`, fault?.thrown);
  }
}
