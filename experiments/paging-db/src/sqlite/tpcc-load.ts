import type { Database } from "./database.js";
import { Random } from "./random.js";
import type { SqlValue } from "./statement.js";
import { DISTRICTS, INDEXES, TABLES, type TpccScale, UNDELIVERED_PERCENT, lastNames } from "./tpcc-schema.js";

const SYLLABLES = ["BAR", "OUGHT", "ABLE", "PRI", "PRES", "ESE", "ANTI", "CALLY", "ATION", "EING"];
const LETTERS = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";
/** Rows to a transaction, so that neither journal nor WAL gets as large as the database. */
const ROWS_TO_A_COMMIT = 2000;

/** The last name of a number from 0 to 999: three syllables, one a digit. */
export const lastName = (number: number): string =>
  [Math.floor(number / 100), Math.floor(number / 10) % 10, number % 10].map((digit) => SYLLABLES[digit]).join("");

/** Random letters and digits, from `low` to `high` of them. */
export function letters(random: Random, low: number, high: number): string {
  let text = "";
  for (let left = random.between(low, high); left > 0; left -= 5) {
    // Five letters out of one draw: 62^5 is below 2^32.
    let drawn = random.next();
    for (let i = 0; i < Math.min(left, 5); i++) {
      text += LETTERS[drawn % LETTERS.length];
      drawn = Math.floor(drawn / LETTERS.length);
    }
  }
  return text;
}

const digits = (random: Random, count: number): string =>
  Array.from({ length: count }, () => random.between(0, 9)).join("");

const address = (random: Random): string[] => [
  letters(random, 10, 20),
  letters(random, 10, 20),
  letters(random, 10, 20),
  letters(random, 2, 2),
  `${digits(random, 4)}11111`,
];

/** Data of an item or a stock row: one in ten says "original". */
const data = (random: Random): string =>
  random.chance(10) ? `${letters(random, 9, 21)}ORIGINAL${letters(random, 9, 21)}` : letters(random, 26, 50);

/**
 * Numbers from 0 to range - 1, some far more often than others, and the often ones spread over the range.
 * TPC-C's NURand: a bitwise or of two draws. `mask` is its A; the constant C comes from the seed.
 */
export function skewed(random: Random, mask: number, constant: number, range: number): number {
  return ((random.between(0, mask) | random.between(0, range - 1)) + constant) % range;
}

/** The largest 2^k - 1 that is at most a third of the range: as TPC-C's 1023 is to its 3,000 customers. */
export const maskFor = (range: number): number => 2 ** Math.floor(Math.log2(Math.max(1, range / 3) + 1)) - 1;

/** A transaction that is committed and begun anew every so many rows. */
class Batch {
  readonly #database: Database;
  #rows = 0;

  constructor(database: Database) {
    this.#database = database;
    database.exec("BEGIN");
  }

  row(): void {
    if (++this.#rows % ROWS_TO_A_COMMIT === 0) this.#database.exec("COMMIT; BEGIN");
  }

  end(): void {
    this.#database.exec("COMMIT");
  }
}

/** Insert rows into a table as they are made. */
function insertAll(database: Database, batch: Batch, table: string, rows: Iterable<SqlValue[]>): void {
  const columns = database.rows("SELECT count(*) FROM pragma_table_info(?)", table)[0][0];
  const insert = database.prepare(`INSERT INTO ${table} VALUES (${Array(Number(columns)).fill("?").join(", ")})`);
  try {
    for (const row of rows) {
      insert.run(...row);
      batch.row();
    }
  } finally {
    insert.finalize();
  }
}

/** Make and fill the tables of an empty database. Equal scales and seeds give equal rows. Errors as Database. */
export function load(database: Database, scale: TpccScale, seed: number): void {
  database.exec(TABLES);
  const random = new Random(seed, 1);
  const batch = new Batch(database);
  insertAll(database, batch, "item", items(scale, random));
  for (let w = 1; w <= scale.warehouses; w++) {
    const tax = random.between(0, 2000);
    insertAll(database, batch, "warehouse", [[w, letters(random, 6, 10), ...address(random), tax, 30_000_000]]);
    insertAll(database, batch, "stock", stock(w, scale, random));
    for (let d = 1; d <= DISTRICTS; d++) loadDistrict(database, batch, scale, random, w, d);
  }
  batch.end();
  database.exec(INDEXES);
}

function* items(scale: TpccScale, random: Random): Iterable<SqlValue[]> {
  for (let i = 1; i <= scale.items; i++) {
    yield [i, random.between(1, 10_000), letters(random, 14, 24), random.between(100, 10_000), data(random)];
  }
}

function* stock(w: number, scale: TpccScale, random: Random): Iterable<SqlValue[]> {
  for (let i = 1; i <= scale.items; i++) {
    const dists = Array.from({ length: DISTRICTS }, () => letters(random, 24, 24));
    yield [w, i, random.between(10, 100), ...dists, 0, 0, 0, data(random)];
  }
}

function loadDistrict(database: Database, batch: Batch, scale: TpccScale, random: Random, w: number, d: number): void {
  const orders = scale.customersPerDistrict;
  const district = [w, d, letters(random, 6, 10), ...address(random), random.between(0, 2000), 3_000_000, orders + 1];
  insertAll(database, batch, "district", [district]);
  insertAll(database, batch, "customer", customers(w, d, scale, random));
  insertAll(database, batch, "history", histories(w, d, scale, random));
  const undelivered = Math.ceil((orders * UNDELIVERED_PERCENT) / 100);
  const firstUndelivered = orders - undelivered + 1;
  const lines = Array.from({ length: orders }, () => random.between(5, 15));
  insertAll(database, batch, "orders", oldOrders(w, d, lines, firstUndelivered, random));
  insertAll(database, batch, "order_line", oldLines(w, d, lines, firstUndelivered, scale, random));
  const open = Array.from({ length: undelivered }, (_, i) => [w, d, firstUndelivered + i]);
  insertAll(database, batch, "new_order", open);
}

function* customers(w: number, d: number, scale: TpccScale, random: Random): Iterable<SqlValue[]> {
  const names = lastNames(scale);
  for (let c = 1; c <= scale.customersPerDistrict; c++) {
    // Each name once, then as skewed as they will be asked for.
    const name = lastName(c <= names ? c - 1 : skewed(random, maskFor(names), 0, names));
    const person = [letters(random, 8, 16), "OE", name, ...address(random), digits(random, 16)];
    const credit = random.chance(10) ? "BC" : "GC";
    const account = [0, credit, 5_000_000, random.between(0, 5000), -1000, 1000, 1, 0];
    yield [w, d, c, ...person, ...account, letters(random, 300, 500)];
  }
}

function* histories(w: number, d: number, scale: TpccScale, random: Random): Iterable<SqlValue[]> {
  for (let c = 1; c <= scale.customersPerDistrict; c++) yield [c, d, w, d, w, 0, 1000, letters(random, 12, 24)];
}

function* oldOrders(
  w: number,
  d: number,
  lines: readonly number[],
  firstUndelivered: number,
  random: Random,
): Iterable<SqlValue[]> {
  const customerOf = shuffled(lines.length, random);
  for (let o = 1; o <= lines.length; o++) {
    const carrier = o < firstUndelivered ? random.between(1, 10) : null;
    yield [w, d, o, customerOf[o - 1], 0, carrier, lines[o - 1], 1];
  }
}

function* oldLines(
  w: number,
  d: number,
  lines: readonly number[],
  firstUndelivered: number,
  scale: TpccScale,
  random: Random,
): Iterable<SqlValue[]> {
  for (let o = 1; o <= lines.length; o++) {
    const delivered = o < firstUndelivered;
    for (let number = 1; number <= lines[o - 1]; number++) {
      const item = random.between(1, scale.items);
      const amount = delivered ? 0 : random.between(1, 999_999);
      yield [w, d, o, number, item, w, delivered ? 0 : null, 5, amount, letters(random, 24, 24)];
    }
  }
}

/** The numbers from 1 to count in random order. */
function shuffled(count: number, random: Random): number[] {
  const numbers = Array.from({ length: count }, (_, i) => i + 1);
  for (let i = count - 1; i > 0; i--) {
    const j = random.between(0, i);
    [numbers[i], numbers[j]] = [numbers[j], numbers[i]];
  }
  return numbers;
}
