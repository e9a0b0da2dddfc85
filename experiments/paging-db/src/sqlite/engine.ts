/**
 * SQLite's WebAssembly module as it is: its C functions by number, its memory, and its table of functions.
 *
 * The package's own wrappers convert every argument of every call; a database on a modelled machine makes
 * millions of calls, so they are made on the module's exports directly.
 */
import init from "@sqlite.org/sqlite-wasm";

/** A function of the module: numbers in (64-bit integers as bigint), a number out; a pointer is a byte address. */
export type Raw = (...args: (number | bigint)[]) => number;

/** The few parts of WebAssembly used here; Node's type declarations have them only from version 22. */
declare const WebAssembly: {
  readonly Module: new (bytes: Uint8Array) => object;
  readonly Instance: new (module: object, imports: object) => { readonly exports: Readonly<Record<string, unknown>> };
};

const isRaw = (value: unknown): value is Raw => typeof value === "function";

/** The functions of sqlite3.h that are used, under short names. */
function bindCalls(exports: Readonly<Record<string, unknown>>) {
  const raw = (name: string): Raw => {
    const found = exports[name];
    if (!isRaw(found)) throw new TypeError(`the SQLite module does not export ${name}; install the pinned version`);
    return found;
  };
  return {
    malloc: raw("malloc"),
    free: raw("free"),
    registerVfs: raw("sqlite3_vfs_register"),
    randomness: raw("sqlite3_randomness"),
    status: raw("sqlite3_status"),
    open: raw("sqlite3_open_v2"),
    close: raw("sqlite3_close_v2"),
    extendedCodes: raw("sqlite3_extended_result_codes"),
    message: raw("sqlite3_errmsg"),
    autocommit: raw("sqlite3_get_autocommit"),
    databaseStatus: raw("sqlite3_db_status"),
    prepare: raw("sqlite3_prepare_v2"),
    step: raw("sqlite3_step"),
    reset: raw("sqlite3_reset"),
    finalize: raw("sqlite3_finalize"),
    statementStatus: raw("sqlite3_stmt_status"),
    bindNull: raw("sqlite3_bind_null"),
    bindInt: raw("sqlite3_bind_int"),
    bindInt64: raw("sqlite3_bind_int64"),
    bindDouble: raw("sqlite3_bind_double"),
    bindText: raw("sqlite3_bind_text"),
    bindBlob: raw("sqlite3_bind_blob"),
    parameterCount: raw("sqlite3_bind_parameter_count"),
    columnCount: raw("sqlite3_column_count"),
    columnType: raw("sqlite3_column_type"),
    columnDouble: raw("sqlite3_column_double"),
    columnText: raw("sqlite3_column_text"),
    columnBlob: raw("sqlite3_column_blob"),
    columnBytes: raw("sqlite3_column_bytes"),
  };
}

/** "\0asm" and version 1. */
const MODULE_HEADER = [0x00, 0x61, 0x73, 0x6d, 1, 0, 0, 0];

/**
 * The bytes of a module that turns the last argument of a callback, a 64-bit integer, into a double.
 *
 * SQLite gives file offsets as 64-bit integers, which JavaScript would receive as a bigint allocated for every
 * page read. A double holds every offset up to 2^53 and is allocated nowhere.
 */
function widthAdapter(leadingInts: number): Uint8Array {
  const [i32, i64, f64] = [0x7f, 0x7e, 0x7c];
  const ints = Array.from({ length: leadingInts }, () => i32);
  const section = (id: number, body: number[]) => [id, body.length, ...body];
  const signature = (last: number) => [0x60, leadingInts + 1, ...ints, last, 1, i32];
  const getArguments = Array.from({ length: leadingInts + 1 }, (_, i) => [0x20, i]).flat();
  const code = [0, ...getArguments, 0xb9 /* f64.convert_i64_s */, 0x10 /* call the import */, 0, 0x0b];
  return Uint8Array.from([
    ...MODULE_HEADER,
    ...section(1, [2, ...signature(f64), ...signature(i64)]),
    ...section(2, [1, 1, 0x65, 1, 0x66, 0, 0]), // import e.f, of the first type
    ...section(3, [1, 1]), // one function, of the second
    ...section(7, [1, 1, 0x66, 0, 1]), // exported as f
    ...section(10, [1, code.length, ...code]),
  ]);
}

export class Engine {
  readonly call: ReturnType<typeof bindCalls>;
  readonly #wasm: Awaited<ReturnType<typeof init>>["wasm"];
  readonly #decoder = new TextDecoder();
  readonly #encoder = new TextEncoder();
  #bytes: Uint8Array;
  #words: Int32Array;

  private constructor(wasm: Awaited<ReturnType<typeof init>>["wasm"]) {
    this.#wasm = wasm;
    this.call = bindCalls(wasm.exports);
    this.#bytes = wasm.heap8u();
    this.#words = wasm.heap32();
  }

  /** Load and start the module; about 50 ms and 8 MB. */
  static async load(): Promise<Engine> {
    return new Engine((await init()).wasm);
  }

  /** The module's memory. Valid until the module runs again: its memory may grow, and this view would be empty. */
  get bytes(): Uint8Array {
    if (this.#bytes.length === 0) this.#bytes = this.#wasm.heap8u();
    return this.#bytes;
  }

  /** The same memory as 32-bit words: the word at byte address p is `words[p >> 2]`. */
  get words(): Int32Array {
    if (this.#words.length === 0) this.#words = this.#wasm.heap32();
    return this.#words;
  }

  /** Memory of this many bytes, to be given back with `call.free`. */
  allocate(bytes: number): number {
    const pointer = this.call.malloc(Math.max(bytes, 8));
    if (pointer === 0) throw new RangeError(`the SQLite module has no ${bytes} bytes left; close other databases`);
    return pointer;
  }

  /** Text as a new zero-ended string in the module's memory, to be given back with `call.free`. */
  allocateText(text: string): number {
    const encoded = this.#encoder.encode(text);
    const pointer = this.allocate(encoded.length + 1);
    this.bytes.set(encoded, pointer);
    this.bytes[pointer + encoded.length] = 0;
    return pointer;
  }

  /** Write text at a place with room for three bytes a character, without an end mark. Bytes written. */
  writeText(pointer: number, text: string): number {
    return this.#encoder.encodeInto(text, this.bytes.subarray(pointer, pointer + 3 * text.length)).written;
  }

  /** The text of so many bytes at a place. */
  readText(pointer: number, bytes: number): string {
    return this.#decoder.decode(this.bytes.subarray(pointer, pointer + bytes));
  }

  /** The zero-ended text at a place; empty if the place is null. */
  readTextToZero(pointer: number): string {
    return pointer === 0 ? "" : this.readText(pointer, this.bytes.indexOf(0, pointer) - pointer);
  }

  /** Make a function callable from C by pointer. The signature counts its 32-bit arguments: `i(pp)`. For good. */
  install(signature: string, callee: (...args: number[]) => number): number {
    return this.#wasm.installFunction(callee, signature);
  }

  /** The same for a function whose last argument is a 64-bit integer, which it gets as a plain number. */
  installWide(leadingInts: number, callee: (...args: number[]) => number): number {
    const module = new WebAssembly.Module(widthAdapter(leadingInts));
    const adapted = new WebAssembly.Instance(module, { e: { f: callee } }).exports["f"];
    if (!isRaw(adapted)) throw new TypeError("the width adapter exports no function; this is a defect of Respin");
    return this.#wasm.installFunction(adapted, `i(${"i".repeat(leadingInts)}j)`);
  }

  /** A structure of 32-bit words in the module's memory. For good. */
  structure(words: readonly number[]): number {
    const pointer = this.allocate(4 * words.length);
    this.words.set(words, pointer >> 2);
    return pointer;
  }
}
