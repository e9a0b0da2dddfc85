/**
 * A transaction mix like TPC-C's, in real SQL: 45 new-orders, 43 payments, 6 order-statuses and 6 stock-levels in
 * a hundred. `tpcc-schema.ts` says how far it is from TPC-C.
 */
import type { Database } from "./database.js";
import { Random } from "./random.js";
import { RowHash, type Transaction } from "./row-hash.js";
import type { SqlValue, Statement } from "./statement.js";
import { lastName, letters, maskFor, skewed } from "./tpcc-load.js";
import { DISTRICTS, type TpccScale, distColumn, lastNames } from "./tpcc-schema.js";

export { load } from "./tpcc-load.js";
export { type TpccScale, estimatedPages, scaleForPages } from "./tpcc-schema.js";

export type TpccKind = "new-order" | "payment" | "order-status" | "stock-level";

const CUSTOMER_COLUMNS = "c_id, c_first, c_middle, c_last, c_credit, c_discount, c_balance";

const SQL = {
  warehouseTax: "SELECT w_tax FROM warehouse WHERE w_id = ?",
  districtNext: "SELECT d_tax, d_next_o_id FROM district WHERE d_w_id = ? AND d_id = ?",
  takeOrderId: "UPDATE district SET d_next_o_id = d_next_o_id + 1 WHERE d_w_id = ? AND d_id = ?",
  customerById: `SELECT ${CUSTOMER_COLUMNS} FROM customer WHERE c_w_id = ? AND c_d_id = ? AND c_id = ?`,
  customersByName: `SELECT ${CUSTOMER_COLUMNS} FROM customer WHERE c_w_id = ? AND c_d_id = ? AND c_last = ?
    ORDER BY c_first, c_id`,
  insertOrder: "INSERT INTO orders VALUES (?, ?, ?, ?, ?, NULL, ?, ?)",
  insertNewOrder: "INSERT INTO new_order VALUES (?, ?, ?)",
  item: "SELECT i_price, i_name, i_data FROM item WHERE i_id = ?",
  updateStock: `UPDATE stock SET s_quantity = s_quantity - ?1 + CASE WHEN s_quantity - ?1 >= 10 THEN 0 ELSE 91 END,
    s_ytd = s_ytd + ?1, s_order_cnt = s_order_cnt + 1, s_remote_cnt = s_remote_cnt + ?2 WHERE s_w_id = ?3 AND s_i_id = ?4`,
  insertLine: "INSERT INTO order_line VALUES (?, ?, ?, ?, ?, ?, NULL, ?, ?, ?)",
  warehousePays: "UPDATE warehouse SET w_ytd = w_ytd + ? WHERE w_id = ?",
  warehouse: "SELECT w_name, w_street_1, w_street_2, w_city, w_state, w_zip FROM warehouse WHERE w_id = ?",
  districtPays: "UPDATE district SET d_ytd = d_ytd + ? WHERE d_w_id = ? AND d_id = ?",
  district: `SELECT d_name, d_street_1, d_street_2, d_city, d_state, d_zip FROM district
    WHERE d_w_id = ? AND d_id = ?`,
  customerPays: `UPDATE customer SET c_balance = c_balance - ?1, c_ytd_payment = c_ytd_payment + ?1,
    c_payment_cnt = c_payment_cnt + 1 WHERE c_w_id = ?2 AND c_d_id = ?3 AND c_id = ?4`,
  badCreditNote: `UPDATE customer SET c_data = substr(? || c_data, 1, 500)
    WHERE c_w_id = ? AND c_d_id = ? AND c_id = ? RETURNING substr(c_data, 1, 200)`,
  insertHistory: "INSERT INTO history VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
  lastOrder: `SELECT o_id, o_entry_d, o_carrier_id FROM orders WHERE o_w_id = ? AND o_d_id = ? AND o_c_id = ?
    ORDER BY o_id DESC LIMIT 1`,
  linesOf: `SELECT ol_i_id, ol_supply_w_id, ol_quantity, ol_amount, ol_delivery_d FROM order_line
    WHERE ol_w_id = ? AND ol_d_id = ? AND ol_o_id = ?`,
  lowStock: `SELECT count(DISTINCT s_i_id) FROM order_line JOIN stock ON s_w_id = ol_w_id AND s_i_id = ol_i_id
    WHERE ol_w_id = ?1 AND ol_d_id = ?2 AND ol_o_id >= ?3 - 20 AND ol_o_id < ?3 AND s_quantity < ?4`,
} as const;

type Statements = Readonly<Record<keyof typeof SQL, Statement>>;

/** A number out of a row; the schema says that it is one. */
function asNumber(value: SqlValue | undefined): number {
  if (typeof value === "number") return value;
  throw new TypeError(`a row has ${String(value)} where a number should be; load the tables again`);
}

/** The statements, inputs and hash of one run. */
class Client {
  readonly #database: Database;
  readonly #scale: TpccScale;
  readonly #random: Random;
  readonly #statements: Statements;
  readonly #stockBy: readonly Statement[];
  readonly #hash = new RowHash();
  /** TPC-C's constants C of NURand. */
  readonly #constants: { readonly customer: number; readonly item: number };
  #seconds = 0;

  constructor(database: Database, scale: TpccScale, seed: number) {
    this.#database = database;
    this.#scale = scale;
    this.#random = new Random(seed, 2);
    this.#constants = { customer: this.#random.next() >>> 8, item: this.#random.next() >>> 8 };
    this.#statements = prepareAll(database);
    this.#stockBy = Array.from({ length: DISTRICTS }, (_, i) =>
      database.prepare(`SELECT s_quantity, ${distColumn(i + 1)}, s_data FROM stock WHERE s_w_id = ? AND s_i_id = ?`),
    );
  }

  /** Run one transaction of the mix from begin to commit. */
  next(): Transaction<TpccKind> {
    const drawn = this.#random.between(1, 100);
    const kind = drawn <= 45 ? "new-order" : drawn <= 88 ? "payment" : drawn <= 94 ? "order-status" : "stock-level";
    this.#seconds++;
    this.#database.exec("BEGIN");
    const commit = this.#run(kind, this.#random.between(1, this.#scale.warehouses), this.#district());
    this.#database.exec(commit ? "COMMIT" : "ROLLBACK");
    return { kind, rowsHash: this.#hash.end(kind) };
  }

  finalize(): void {
    for (const statement of [...Object.values(this.#statements), ...this.#stockBy]) statement.finalize();
  }

  /** Whether to commit. */
  #run(kind: TpccKind, w: number, d: number): boolean {
    switch (kind) {
      case "new-order":
        return this.#newOrder(w, d);
      case "payment":
        this.#payment(w, d);
        return true;
      case "order-status":
        this.#orderStatus(w, d);
        return true;
      case "stock-level":
        this.#stockLevel(w, d);
        return true;
    }
  }

  #newOrder(w: number, d: number): boolean {
    const random = this.#random;
    const sql = this.#statements;
    const c = this.#customerId();
    const lines = Array.from({ length: random.between(5, 15) }, () => ({
      item: this.#itemId(),
      supply: random.chance(1) ? this.#otherWarehouse(w) : w,
      quantity: random.between(1, 10),
    }));
    // One in a hundred names an item that does not exist, and is rolled back with its work half done.
    if (random.chance(1)) lines[lines.length - 1].item = this.#scale.items + 1;

    this.#rows(sql.warehouseTax, w);
    const [[, next]] = this.#rows(sql.districtNext, w, d);
    const order = asNumber(next);
    sql.takeOrderId.run(w, d);
    this.#rows(sql.customerById, w, d, c);
    const allLocal = lines.every(({ supply }) => supply === w) ? 1 : 0;
    sql.insertOrder.run(w, d, order, c, this.#seconds, lines.length, allLocal);
    sql.insertNewOrder.run(w, d, order);
    for (const [i, { item, supply, quantity }] of lines.entries()) {
      const [found] = this.#rows(sql.item, item);
      if (found === undefined) return false;
      const [[, dist]] = this.#rows(this.#stockBy[d - 1], supply, item);
      sql.updateStock.run(quantity, supply === w ? 0 : 1, supply, item);
      sql.insertLine.run(w, d, order, i + 1, item, supply, quantity, quantity * asNumber(found[0]), dist);
    }
    return true;
  }

  #payment(w: number, d: number): void {
    const random = this.#random;
    const sql = this.#statements;
    const amount = random.between(100, 500_000);
    // 15 in a hundred customers pay at a warehouse that is not theirs.
    const remote = this.#scale.warehouses > 1 && random.chance(15);
    const [cw, cd] = remote ? [this.#otherWarehouse(w), this.#district()] : [w, d];
    sql.warehousePays.run(amount, w);
    this.#rows(sql.warehouse, w);
    sql.districtPays.run(amount, w, d);
    this.#rows(sql.district, w, d);
    const customer = this.#customer(cw, cd);
    const c = asNumber(customer[0]);
    sql.customerPays.run(amount, cw, cd, c);
    if (customer[4] === "BC") this.#rows(sql.badCreditNote, `${c} ${cd} ${cw} ${d} ${w} ${amount} `, cw, cd, c);
    sql.insertHistory.run(c, cd, cw, d, w, this.#seconds, amount, letters(random, 12, 24));
  }

  #orderStatus(w: number, d: number): void {
    const sql = this.#statements;
    const c = asNumber(this.#customer(w, d)[0]);
    const [order] = this.#rows(sql.lastOrder, w, d, c);
    if (order !== undefined) this.#rows(sql.linesOf, w, d, asNumber(order[0]));
  }

  #stockLevel(w: number, d: number): void {
    const [[, next]] = this.#rows(this.#statements.districtNext, w, d);
    this.#rows(this.#statements.lowStock, w, d, asNumber(next), this.#random.between(10, 20));
  }

  /** A customer's row: six in ten by last name, the middle one of those who have it, the others by number. */
  #customer(w: number, d: number): SqlValue[] {
    const sql = this.#statements;
    if (!this.#random.chance(60)) return this.#rows(sql.customerById, w, d, this.#customerId())[0];
    const names = lastNames(this.#scale);
    const name = lastName(skewed(this.#random, maskFor(names), this.#constants.customer, names));
    const found = this.#rows(sql.customersByName, w, d, name);
    return found[Math.ceil(found.length / 2) - 1];
  }

  #customerId(): number {
    const range = this.#scale.customersPerDistrict;
    return skewed(this.#random, maskFor(range), this.#constants.customer, range) + 1;
  }

  /** As TPC-C: items are less skewed than customers are, 8191 in 100,000. */
  #itemId(): number {
    const range = this.#scale.items;
    return skewed(this.#random, maskFor(range / 4), this.#constants.item, range) + 1;
  }

  #district(): number {
    return this.#random.between(1, DISTRICTS);
  }

  #otherWarehouse(w: number): number {
    const { warehouses } = this.#scale;
    return warehouses === 1 ? w : ((w - 1 + this.#random.between(1, warehouses - 1)) % warehouses) + 1;
  }

  #rows(statement: Statement, ...values: SqlValue[]): SqlValue[][] {
    return this.#hash.fold(statement.all(...values));
  }
}

function prepareAll(database: Database): Statements {
  const prepare = (name: keyof typeof SQL) => database.prepare(SQL[name]);
  return {
    warehouseTax: prepare("warehouseTax"),
    districtNext: prepare("districtNext"),
    takeOrderId: prepare("takeOrderId"),
    customerById: prepare("customerById"),
    customersByName: prepare("customersByName"),
    insertOrder: prepare("insertOrder"),
    insertNewOrder: prepare("insertNewOrder"),
    item: prepare("item"),
    updateStock: prepare("updateStock"),
    insertLine: prepare("insertLine"),
    warehousePays: prepare("warehousePays"),
    warehouse: prepare("warehouse"),
    districtPays: prepare("districtPays"),
    district: prepare("district"),
    customerPays: prepare("customerPays"),
    badCreditNote: prepare("badCreditNote"),
    insertHistory: prepare("insertHistory"),
    lastOrder: prepare("lastOrder"),
    linesOf: prepare("linesOf"),
    lowStock: prepare("lowStock"),
  };
}

/**
 * Run so many transactions on a loaded database, each complete when it is yielded. The scale is that of `load`;
 * equal scales and seeds give equal transactions. Errors as Database; the transaction is then still open.
 */
export function* transactions(
  database: Database,
  scale: TpccScale,
  seed: number,
  count: number,
): Generator<Transaction<TpccKind>, void, undefined> {
  const client = new Client(database, scale, seed);
  try {
    for (let i = 0; i < count; i++) yield client.next();
  } finally {
    client.finalize();
  }
}
