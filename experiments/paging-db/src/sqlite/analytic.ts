/**
 * An analytic mix over the tables of `tpcc.ts`: aggregates over full scans, joins, grouping, and sorting with a
 * limit. Each query is one transaction.
 */
import type { Database } from "./database.js";
import { Random } from "./random.js";
import { RowHash, type Transaction } from "./row-hash.js";
import type { SqlValue } from "./statement.js";
import type { TpccScale } from "./tpcc-schema.js";

export type AnalyticKind =
  | "stock-value"
  | "district-revenue"
  | "best-sellers"
  | "largest-debts"
  | "state-orders"
  | "text-search"
  | "payment-totals";

interface Query {
  readonly kind: AnalyticKind;
  readonly sql: string;
  readonly values: (random: Random, scale: TpccScale) => SqlValue[];
  /** It looks the rows of a second table up, wherever they are: no file is only read in sequence. */
  readonly joins?: true;
}

/** Every ORDER BY ends in a key, so that equal databases give equal rows in equal order. */
const QUERIES: readonly Query[] = [
  {
    kind: "stock-value",
    sql: `SELECT count(*), sum(s_quantity), sum(s_ytd), max(length(s_data)) FROM stock NOT INDEXED
      WHERE s_quantity >= ?`,
    values: (random) => [random.between(10, 40)],
  },
  {
    kind: "district-revenue",
    sql: `SELECT ol_w_id, ol_d_id, count(*), sum(ol_amount), sum(ol_quantity) FROM order_line
      WHERE ol_quantity >= ? GROUP BY ol_w_id, ol_d_id ORDER BY ol_w_id, ol_d_id`,
    values: (random) => [random.between(1, 6)],
  },
  {
    kind: "best-sellers",
    joins: true,
    sql: `SELECT i_id, i_name, sum(ol_amount) AS revenue FROM order_line CROSS JOIN item ON i_id = ol_i_id
      WHERE i_price >= ? GROUP BY i_id ORDER BY revenue DESC, i_id LIMIT 10`,
    values: (random) => [random.between(100, 5000)],
  },
  {
    kind: "largest-debts",
    sql: `SELECT c_w_id, c_d_id, c_id, c_last, c_balance FROM customer NOT INDEXED
      WHERE c_discount >= ? ORDER BY c_balance DESC, c_w_id, c_d_id, c_id LIMIT 20`,
    values: (random) => [random.between(0, 2500)],
  },
  {
    kind: "state-orders",
    joins: true,
    sql: `SELECT substr(c_state, 1, 1) AS state, count(*), sum(o_ol_cnt) FROM orders NOT INDEXED
      CROSS JOIN customer ON c_w_id = o_w_id AND c_d_id = o_d_id AND c_id = o_c_id
      WHERE o_id >= ? GROUP BY state ORDER BY state`,
    values: (random, scale) => [random.between(1, Math.ceil(scale.customersPerDistrict / 2))],
  },
  {
    kind: "text-search",
    sql: `SELECT count(*), min(c_id), sum(length(c_data)) FROM customer NOT INDEXED WHERE c_data LIKE ?`,
    values: (random) => [`%${String.fromCharCode(97 + random.between(0, 25), 97 + random.between(0, 25))}%`],
  },
  {
    kind: "payment-totals",
    sql: `SELECT h_w_id, h_d_id, count(*), sum(h_amount), max(h_date) FROM history
      WHERE h_amount >= ? GROUP BY h_w_id, h_d_id ORDER BY h_w_id, h_d_id`,
    values: (random) => [random.between(0, 100_000)],
  },
];

/** Told before a scan that the file will be read in sequence, and after it that it will not. */
export type Advise = (pattern: "random" | "sequential") => void;

/**
 * Run so many queries on a database loaded with `load`, in an order and with parameters from the seed; every
 * query comes once before any comes again. `advise` is told around each scan; by default it tells the files. Errors
 * as Database.
 */
export function* analytics(
  database: Database,
  scale: TpccScale,
  seed: number,
  count: number,
  advise: Advise = (pattern) => database.advise(pattern),
): Generator<Transaction<AnalyticKind>, void, undefined> {
  const random = new Random(seed, 3);
  const hash = new RowHash();
  let left: Query[] = [];
  for (let i = 0; i < count; i++) {
    if (left.length === 0) left = [...QUERIES];
    const [{ kind, sql, values, joins }] = left.splice(random.between(0, left.length - 1), 1);
    if (joins !== true) advise("sequential");
    hash.fold(database.rows(sql, ...values(random, scale)));
    if (joins !== true) advise("random");
    yield { kind, rowsHash: hash.end(kind) };
  }
}
