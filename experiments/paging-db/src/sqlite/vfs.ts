/**
 * SQLite's file layer (its VFS) over ByteFiles, and the way in: `openSqlite`.
 *
 * What SQLite is told of the files, and so what the files must keep:
 * - a write that is not synced may be lost or torn between sectors of 512 bytes, but changes no byte outside
 *   its range (SQLITE_IOCAP_POWERSAFE_OVERWRITE, which SQLite's own Unix layer also assumes);
 * - nothing about the order of writes between two syncs, nor about a file's size before its data.
 * There are no locks: one connection has a file. So WAL runs in exclusive locking mode, its index in SQLite's
 * own memory, and no shared memory is needed. Temporary files stay in memory; asking for one is refused.
 *
 * Invariant V1: no exception passes through SQLite's frames. Kept by: every method here catches, and hands
 * what it caught to Connection.fail. Attacked by: vfs.test.ts, which makes every operation throw in turn.
 */
import type { ByteFiles } from "./byte-files.js";
import { Code } from "./codes.js";
import { Connection } from "./connection.js";
import { Database, type DatabaseOptions } from "./database.js";
import { Engine } from "./engine.js";
import { Random } from "./random.js";

const SECTOR_BYTES = 512;
const POWERSAFE_OVERWRITE = 0x1000;
const OPEN_CREATE = 0x4;
const OPEN_MAIN = 0x100;
const NAME_BYTES_MAX = 512;
/** Time stands still, at 1994-11-14 00:00 as a Julian day: any would do, but a fixed one. */
const JULIAN_DAY = 2449670.5;
const MS_A_DAY = 86_400_000;
/** xDlOpen, xDlError, xDlSym, xDlClose: this build of SQLite loads no libraries. */
const NO_LIBRARIES = [0, 0, 0, 0];

interface OpenFile {
  readonly connection: Connection;
  readonly handle: number;
}

/** One instance of SQLite's module. Any number of databases may be opened in it, together or in turn. */
export class Sqlite {
  readonly #engine: Engine;
  readonly #vfsName: number;
  /** A sqlite3_file is a pointer to our methods and an index into this list. */
  readonly #open: (OpenFile | undefined)[] = [];
  readonly #opened = new WeakMap<ByteFiles, number>();
  /** Whose call is running: methods that get no file belong to it. */
  #running: Connection | undefined;
  #ioMethods = 0;

  constructor(engine: Engine) {
    this.#engine = engine;
    this.#vfsName = engine.allocateText("respin");
    this.#register();
  }

  /**
   * Open a database, creating it if it is not there; its journal is played back if the power failed. The same
   * files, options and calls give the same bytes in the files. Throws RSP_SQLITE, RSP_SQLITE_IO, RSP_SQLITE_FULL.
   */
  open(files: ByteFiles, name: string, options: DatabaseOptions): Database {
    // Each opening draws other nonces, so that what an earlier journal left behind never looks like this one's.
    const opening = this.#opened.get(files) ?? 0;
    this.#opened.set(files, opening + 1);
    const connection = new Connection(name, files, new Random(options.seed ?? 0, opening));
    // SQLite's generator is one for the whole module; forget it, so that it is seeded again from xRandomness.
    this.#engine.call.randomness(0, 0);
    return Database.open(this.#engine, connection, this.#vfsName, (running) => (this.#running = running), options);
  }

  /** Bytes that SQLite has allocated for all its databases. */
  get memoryBytes(): number {
    const at = this.#engine.allocate(8);
    this.#engine.call.status(0 /* SQLITE_STATUS_MEMORY_USED */, at, at + 4, 0);
    const used = this.#engine.words[at >> 2];
    this.#engine.call.free(at);
    return used;
  }

  /** Files that SQLite holds open, of all its databases. */
  get openFiles(): number {
    return this.#open.filter((file) => file !== undefined).length;
  }

  #file(pointer: number): OpenFile {
    const file = this.#open[this.#engine.words[(pointer >> 2) + 1]];
    if (file === undefined) throw new Error("SQLite used a file that is not open; this is a defect of Respin");
    return file;
  }

  #read(pointer: number, into: number, bytes: number, offset: number): number {
    const { connection, handle } = this.#file(pointer);
    if (connection.abandoned) return Code.ioRead;
    try {
      const target = this.#engine.bytes.subarray(into, into + bytes);
      const got = connection.files.read(handle, target, offset);
      if (got === bytes) return Code.ok;
      target.fill(0, got);
      return Code.ioShortRead;
    } catch (thrown) {
      return connection.fail(thrown, Code.ioRead);
    }
  }

  #write(pointer: number, from: number, bytes: number, offset: number): number {
    const { connection, handle } = this.#file(pointer);
    if (connection.abandoned) return Code.ioWrite;
    try {
      connection.files.write(handle, this.#engine.bytes.subarray(from, from + bytes), offset);
      return Code.ok;
    } catch (thrown) {
      return connection.fail(thrown, Code.ioWrite);
    }
  }

  #truncate(pointer: number, bytes: number): number {
    return this.#withFile(pointer, Code.ioTruncate, (files, handle) => files.truncate(handle, bytes));
  }

  #sync(pointer: number): number {
    return this.#withFile(pointer, Code.ioSync, (files, handle) => files.sync(handle));
  }

  #size(pointer: number, result: number): number {
    return this.#withFile(pointer, Code.ioSize, (files, handle) => this.#putInt64(result, files.size(handle)));
  }

  #withFile(pointer: number, failure: number, act: (files: ByteFiles, handle: number) => void): number {
    const { connection, handle } = this.#file(pointer);
    if (connection.abandoned) return failure;
    try {
      act(connection.files, handle);
      return Code.ok;
    } catch (thrown) {
      return connection.fail(thrown, failure);
    }
  }

  #close(pointer: number): number {
    this.#open[this.#engine.words[(pointer >> 2) + 1]] = undefined;
    return Code.ok;
  }

  #openFile(name: number, pointer: number, flags: number, flagsOut: number): number {
    // A null methods pointer says that there is nothing to close.
    this.#engine.words[pointer >> 2] = 0;
    return this.#withRunning(Code.cannotOpen, (connection) => {
      if (name === 0) throw new Error("SQLite wants a temporary file; give it less to sort or more memory");
      const handle = connection.files.open(this.#engine.readTextToZero(name), (flags & OPEN_CREATE) !== 0);
      if (handle === undefined) return Code.cannotOpen;
      if ((flags & OPEN_MAIN) !== 0) connection.mainFile = handle;
      const free = this.#open.indexOf(undefined);
      const index = free < 0 ? this.#open.length : free;
      this.#open[index] = { connection, handle };
      this.#engine.words[pointer >> 2] = this.#ioMethods;
      this.#engine.words[(pointer >> 2) + 1] = index;
      if (flagsOut !== 0) this.#engine.words[flagsOut >> 2] = flags;
      return Code.ok;
    });
  }

  #delete(name: number): number {
    return this.#withRunning(Code.ioDelete, ({ files }) => {
      const text = this.#engine.readTextToZero(name);
      if (!files.exists(text)) return Code.ioDeleteNoEntry;
      files.remove(text);
      return Code.ok;
    });
  }

  #access(name: number, result: number): number {
    return this.#withRunning(Code.ioAccess, ({ files }) => {
      const there = files.exists(this.#engine.readTextToZero(name));
      this.#engine.words[result >> 2] = there ? 1 : 0;
      return Code.ok;
    });
  }

  #withRunning(failure: number, act: (connection: Connection) => number): number {
    const connection = this.#running;
    if (connection === undefined || connection.abandoned) return failure;
    try {
      return act(connection);
    } catch (thrown) {
      return connection.fail(thrown, failure);
    }
  }

  #fullPath(name: number, bytes: number, result: number): number {
    const memory = this.#engine.bytes;
    const end = memory.indexOf(0, name) + 1;
    if (end - name > bytes) return Code.cannotOpen;
    memory.copyWithin(result, name, end);
    return Code.ok;
  }

  #randomness(bytes: number, result: number): number {
    this.#running?.random.fill(this.#engine.bytes.subarray(result, result + bytes));
    return bytes;
  }

  #putInt64(pointer: number, value: number): void {
    const { words } = this.#engine;
    words[pointer >> 2] = value % 2 ** 32;
    words[(pointer >> 2) + 1] = Math.floor(value / 2 ** 32);
  }

  /** Lay out sqlite3_io_methods and sqlite3_vfs as sqlite3.h declares them, and make ours the default. */
  #register(): void {
    const engine = this.#engine;
    const returns = (code: number) => () => code;
    const writesZero = (_: number, result: number) => ((engine.words[result >> 2] = 0), Code.ok);
    this.#ioMethods = engine.structure([
      1, // the version without shared memory and without memory mapping
      engine.install("i(p)", (file) => this.#close(file)),
      engine.installWide(3, (file, into, bytes, offset) => this.#read(file, into, bytes, offset)),
      engine.installWide(3, (file, from, bytes, offset) => this.#write(file, from, bytes, offset)),
      engine.installWide(1, (file, bytes) => this.#truncate(file, bytes)),
      engine.install("i(pi)", (file) => this.#sync(file)),
      engine.install("i(pp)", (file, result) => this.#size(file, result)),
      engine.install("i(pi)", returns(Code.ok)), // xLock
      engine.install("i(pi)", returns(Code.ok)), // xUnlock
      engine.install("i(pp)", writesZero), // xCheckReservedLock: nobody else has one
      engine.install("i(pip)", returns(Code.notFound)), // xFileControl
      engine.install("i(p)", returns(SECTOR_BYTES)),
      engine.install("i(p)", returns(POWERSAFE_OVERWRITE)),
    ]);
    const day = new Float64Array(1);
    day[0] = JULIAN_DAY;
    const vfs = engine.structure([
      2, // the version with xCurrentTimeInt64
      8, // bytes of our sqlite3_file
      NAME_BYTES_MAX,
      0,
      this.#vfsName,
      0,
      engine.install("i(pppip)", (_, name, file, flags, out) => this.#openFile(name, file, flags, out)),
      engine.install("i(ppi)", (_, name) => this.#delete(name)),
      engine.install("i(ppip)", (_, name, __, result) => this.#access(name, result)),
      engine.install("i(ppip)", (_, name, bytes, result) => this.#fullPath(name, bytes, result)),
      ...NO_LIBRARIES,
      engine.install("i(pip)", (_, bytes, result) => this.#randomness(bytes, result)),
      engine.install("i(pi)", (_, microseconds) => microseconds), // xSleep
      engine.install("i(pp)", (_, result) => (engine.bytes.set(new Uint8Array(day.buffer), result), Code.ok)),
      engine.install("i(pip)", returns(0)), // xGetLastError: ours are kept in the connection
      engine.install("i(pp)", (_, result) => (this.#putInt64(result, JULIAN_DAY * MS_A_DAY), Code.ok)),
    ]);
    engine.call.registerVfs(vfs, 1);
  }
}

/** A SQLite of its own: loads and starts the WebAssembly module (about 50 ms, 8 MB). */
export async function openSqlite(): Promise<Sqlite> {
  return new Sqlite(await Engine.load());
}

export { Database, type DatabaseOptions, type JournalMode, type SqlValue } from "./database.js";
