/**
 * The tables of the TPC-C-like mix, and how large they are.
 *
 * How far it is from TPC-C (revision 5.11):
 * - the nine tables, their columns and the widths of their rows are those of TPC-C, but the numbers of items and
 *   of customers in a district are chosen (TPC-C: 100,000 and 3,000), so that a database has the pages wanted;
 * - money is in cents and rates are in units of 1/10,000, as whole numbers, so that sums are exact;
 * - dates are counted in seconds from the start of the run; nothing reads a clock;
 * - there is no delivery transaction, no think time and no terminal: one client runs one transaction after the
 *   other, and new_order only grows.
 * No figure obtained with it is a TPC-C result.
 */
export interface TpccScale {
  readonly warehouses: number;
  readonly items: number;
  readonly customersPerDistrict: number;
}

export const DISTRICTS = 10;
/** Orders of a district that are not delivered at the start: 30 in a hundred, as in TPC-C. */
export const UNDELIVERED_PERCENT = 30;
/** Distinct last names there are at most. */
const LAST_NAMES_MAX = 1000;

const PAGE_BYTES = 8192;
/** Bytes in the file for an item, for a stock row, and for a customer with the orders and lines that come with one. */
const ITEM_BYTES = 79;
const STOCK_BYTES = 337;
const CUSTOMER_BYTES = 1245;
/** In TPC-C, stock takes about two fifths of a warehouse and customers with their orders three. */
const STOCK_SHARE = 0.4;
/** Pages of the schema, and the last page of each tree, which is not full. */
const FIXED_PAGES = 8;
const PAGES_A_WAREHOUSE = 1500;

/** About how many pages of 8192 bytes the tables and indexes take when they are loaded. */
export function estimatedPages({ warehouses, items, customersPerDistrict }: TpccScale): number {
  const perWarehouse = items * STOCK_BYTES + DISTRICTS * customersPerDistrict * CUSTOMER_BYTES;
  return Math.ceil((items * ITEM_BYTES + warehouses * perWarehouse) / PAGE_BYTES) + FIXED_PAGES;
}

/** A scale whose database takes about so many pages when loaded; at least about 30. */
export function scaleForPages(pages: number): TpccScale {
  const warehouses = Math.max(1, Math.round(pages / PAGES_A_WAREHOUSE));
  const bytes = Math.max(0, pages - FIXED_PAGES) * PAGE_BYTES;
  const items = Math.round((bytes * STOCK_SHARE) / (ITEM_BYTES + warehouses * STOCK_BYTES));
  const customers = Math.round((bytes * (1 - STOCK_SHARE)) / (warehouses * DISTRICTS * CUSTOMER_BYTES));
  return { warehouses, items: Math.max(100, items), customersPerDistrict: Math.max(10, customers) };
}

/** Distinct last names in a district of so many customers. */
export const lastNames = (scale: TpccScale): number => Math.min(scale.customersPerDistrict, LAST_NAMES_MAX);

const address = (prefix: string): string =>
  ["street_1", "street_2", "city", "state", "zip"].map((part) => `${prefix}_${part} TEXT NOT NULL`).join(", ");

export const distColumn = (district: number): string => `s_dist_${String(district).padStart(2, "0")}`;
const distColumns = Array.from({ length: DISTRICTS }, (_, i) => `${distColumn(i + 1)} TEXT NOT NULL`).join(", ");

/**
 * Tables with wide rows are tables by row number with an index for the key; those with narrow rows are kept in
 * the order of their key. So the mix has both kinds of b-tree, and their interior and leaf pages.
 */
export const TABLES = `
  CREATE TABLE warehouse(w_id INTEGER PRIMARY KEY, w_name TEXT NOT NULL, ${address("w")},
    w_tax INTEGER NOT NULL, w_ytd INTEGER NOT NULL);
  CREATE TABLE district(d_w_id INTEGER NOT NULL, d_id INTEGER NOT NULL, d_name TEXT NOT NULL, ${address("d")},
    d_tax INTEGER NOT NULL, d_ytd INTEGER NOT NULL, d_next_o_id INTEGER NOT NULL,
    PRIMARY KEY(d_w_id, d_id));
  CREATE TABLE customer(c_w_id INTEGER NOT NULL, c_d_id INTEGER NOT NULL, c_id INTEGER NOT NULL,
    c_first TEXT NOT NULL, c_middle TEXT NOT NULL, c_last TEXT NOT NULL, ${address("c")}, c_phone TEXT NOT NULL,
    c_since INTEGER NOT NULL, c_credit TEXT NOT NULL, c_credit_lim INTEGER NOT NULL, c_discount INTEGER NOT NULL,
    c_balance INTEGER NOT NULL, c_ytd_payment INTEGER NOT NULL, c_payment_cnt INTEGER NOT NULL,
    c_delivery_cnt INTEGER NOT NULL, c_data TEXT NOT NULL,
    PRIMARY KEY(c_w_id, c_d_id, c_id));
  CREATE TABLE history(h_c_id INTEGER NOT NULL, h_c_d_id INTEGER NOT NULL, h_c_w_id INTEGER NOT NULL,
    h_d_id INTEGER NOT NULL, h_w_id INTEGER NOT NULL, h_date INTEGER NOT NULL, h_amount INTEGER NOT NULL,
    h_data TEXT NOT NULL);
  CREATE TABLE item(i_id INTEGER PRIMARY KEY, i_im_id INTEGER NOT NULL, i_name TEXT NOT NULL,
    i_price INTEGER NOT NULL, i_data TEXT NOT NULL);
  CREATE TABLE stock(s_w_id INTEGER NOT NULL, s_i_id INTEGER NOT NULL, s_quantity INTEGER NOT NULL, ${distColumns},
    s_ytd INTEGER NOT NULL, s_order_cnt INTEGER NOT NULL, s_remote_cnt INTEGER NOT NULL, s_data TEXT NOT NULL,
    PRIMARY KEY(s_w_id, s_i_id));
  CREATE TABLE orders(o_w_id INTEGER NOT NULL, o_d_id INTEGER NOT NULL, o_id INTEGER NOT NULL,
    o_c_id INTEGER NOT NULL, o_entry_d INTEGER NOT NULL, o_carrier_id INTEGER, o_ol_cnt INTEGER NOT NULL,
    o_all_local INTEGER NOT NULL, PRIMARY KEY(o_w_id, o_d_id, o_id)) WITHOUT ROWID;
  CREATE TABLE new_order(no_w_id INTEGER NOT NULL, no_d_id INTEGER NOT NULL, no_o_id INTEGER NOT NULL,
    PRIMARY KEY(no_w_id, no_d_id, no_o_id)) WITHOUT ROWID;
  CREATE TABLE order_line(ol_w_id INTEGER NOT NULL, ol_d_id INTEGER NOT NULL, ol_o_id INTEGER NOT NULL,
    ol_number INTEGER NOT NULL, ol_i_id INTEGER NOT NULL, ol_supply_w_id INTEGER NOT NULL, ol_delivery_d INTEGER,
    ol_quantity INTEGER NOT NULL, ol_amount INTEGER NOT NULL, ol_dist_info TEXT NOT NULL,
    PRIMARY KEY(ol_w_id, ol_d_id, ol_o_id, ol_number)) WITHOUT ROWID;
`;

/** Made when the rows are there: built in order, the indexes are full and dense. */
export const INDEXES = `
  CREATE INDEX customer_by_name ON customer(c_w_id, c_d_id, c_last, c_first);
  CREATE INDEX orders_by_customer ON orders(o_w_id, o_d_id, o_c_id, o_id);
`;
