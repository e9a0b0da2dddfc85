import { Code, SqliteError } from "./codes.js";
import type { Engine } from "./engine.js";

/** A value of a column or a parameter. A whole number is an INTEGER, up to 2^53; any other number is a REAL. */
export type SqlValue = number | string | Uint8Array | null;

/** What a statement needs of its database. */
interface Owner {
  enter(): void;
  openHandle(): number;
  forget(statement: Statement): void;
  charge(steps: number): void;
  check(code: number, doing: string): void;
  ignoreFault(): void;
}

const STATUS_VM_STEPS = 4;
/** SQLite copies what it is given before the call returns. */
const COPY = -1;
const TYPE = { integer: 1, real: 2, text: 3, blob: 4 } as const;

/** A prepared statement. Errors are those of Database. */
export class Statement {
  readonly #engine: Engine;
  readonly #owner: Owner;
  readonly #sql: string;
  readonly #columns: number;
  /** The sqlite3_stmt pointer; 0 when finalized. */
  #pointer: number;
  /** Between its first row and its end. */
  #onRow = false;

  /** Made by Database.prepare. */
  constructor(engine: Engine, owner: Owner, pointer: number, sql: string) {
    this.#engine = engine;
    this.#owner = owner;
    this.#pointer = pointer;
    this.#sql = sql;
    this.#columns = engine.call.columnCount(pointer);
  }

  /** Start over with these parameters, as many as the statement has. */
  bind(...values: SqlValue[]): this {
    this.#open();
    if (this.#onRow) this.reset();
    const wanted = this.#engine.call.parameterCount(this.#pointer);
    if (values.length !== wanted) {
      const message = `${this.#sql} takes ${wanted} parameters and was given ${values.length}; give as many`;
      throw new SqliteError("RSP_SQLITE", 0, message);
    }
    for (let i = 0; i < values.length; i++) this.#owner.check(this.#bindOne(i + 1, values[i]), this.#sql);
    return this;
  }

  /** Go on to the next row, or to the end. True if there is a row. */
  step(): boolean {
    const pointer = this.#open();
    this.#owner.enter();
    const code = this.#engine.call.step(pointer);
    this.#onRow = code === Code.row;
    this.#charge();
    try {
      this.#owner.check(code, this.#sql);
    } catch (thrown) {
      // So that a failed statement holds no lock and no page.
      this.#onRow = false;
      this.#engine.call.reset(pointer);
      this.#charge();
      this.#owner.ignoreFault();
      throw thrown;
    }
    if (code === Code.row) return true;
    this.#engine.call.reset(pointer);
    this.#charge();
    this.#owner.check(Code.done, this.#sql);
    return false;
  }

  /** The values of the current row. */
  columns(): SqlValue[] {
    const row: SqlValue[] = [];
    for (let i = 0; i < this.#columns; i++) row.push(this.column(i));
    return row;
  }

  /** One value of the current row, counted from 0. */
  column(index: number): SqlValue {
    const { call } = this.#engine;
    const pointer = this.#open();
    switch (call.columnType(pointer, index)) {
      case TYPE.integer:
      case TYPE.real:
        return call.columnDouble(pointer, index);
      case TYPE.text: {
        const text = call.columnText(pointer, index);
        return this.#engine.readText(text, call.columnBytes(pointer, index));
      }
      case TYPE.blob: {
        const bytes = call.columnBlob(pointer, index);
        return this.#engine.bytes.slice(bytes, bytes + call.columnBytes(pointer, index));
      }
      default:
        return null;
    }
  }

  /** Run to the end with these parameters and drop the rows. */
  run(...values: SqlValue[]): void {
    this.bind(...values);
    while (this.step());
  }

  /** All rows for these parameters. */
  all(...values: SqlValue[]): SqlValue[][] {
    this.bind(...values);
    const rows: SqlValue[][] = [];
    while (this.step()) rows.push(this.columns());
    return rows;
  }

  /** Leave the current row; the next step starts over with the same parameters. */
  reset(): void {
    const pointer = this.#open();
    this.#owner.enter();
    // Its result is that of the last step, which has thrown already.
    this.#onRow = false;
    this.#engine.call.reset(pointer);
    this.#charge();
    this.#owner.check(Code.ok, this.#sql);
  }

  /** Give its memory back; it cannot be used after. A second time does nothing. */
  finalize(): void {
    if (this.#pointer === 0) return;
    this.#owner.enter();
    this.release();
    this.#owner.forget(this);
    this.#owner.check(Code.ok, this.#sql);
  }

  /** For the database that closes: as finalize, and errors are not told. */
  release(): void {
    this.#engine.call.finalize(this.#pointer);
    this.#pointer = 0;
  }

  #open(): number {
    if (this.#pointer !== 0) return this.#pointer;
    throw new SqliteError("RSP_SQLITE_CLOSED", 0, `${this.#sql}: the statement is finalized; prepare it again`);
  }

  #charge(): void {
    this.#owner.charge(this.#engine.call.statementStatus(this.#pointer, STATUS_VM_STEPS, 1));
  }

  #bindOne(index: number, value: SqlValue): number {
    const { call } = this.#engine;
    const pointer = this.#pointer;
    if (value === null) return call.bindNull(pointer, index);
    if (typeof value === "number") {
      if ((value | 0) === value) return call.bindInt(pointer, index, value);
      if (Number.isSafeInteger(value)) return call.bindInt64(pointer, index, BigInt(value));
      return call.bindDouble(pointer, index, value);
    }
    const bytes = typeof value === "string" ? 3 * value.length : value.length;
    const copy = this.#engine.allocate(bytes);
    try {
      if (typeof value === "string") {
        return call.bindText(pointer, index, copy, this.#engine.writeText(copy, value), COPY);
      }
      this.#engine.bytes.set(value, copy);
      return call.bindBlob(pointer, index, copy, bytes, COPY);
    } finally {
      call.free(copy);
    }
  }
}
