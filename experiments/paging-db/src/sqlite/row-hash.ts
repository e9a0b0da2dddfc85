import { createHash } from "node:crypto";
import type { SqlValue } from "./statement.js";

/** What a transaction did, as it is compared between systems. */
export interface Transaction<Kind extends string = string> {
  readonly kind: Kind;
  /** SHA-256, in hexadecimal, of all rows read from the start up to and with this transaction. */
  readonly rowsHash: string;
}

/** One value as text that no other value has. */
function canonical(value: SqlValue): string {
  if (value === null) return "~";
  if (typeof value === "number") return String(value);
  if (typeof value === "string") return `'${value.length}:${value}`;
  return `x${Buffer.from(value).toString("hex")}`;
}

/** A hash that runs over the rows of one transaction after the other: equal only if every row was equal, in order. */
export class RowHash {
  #soFar = "";
  #text = "";

  /** Take rows in, and give them back. */
  fold(rows: SqlValue[][]): SqlValue[][] {
    for (const row of rows) this.#text += `${row.map(canonical).join(",")};`;
    return rows;
  }

  /** End a transaction: what the rows up to here hash to. */
  end(kind: string): string {
    this.#soFar = createHash("sha256").update(`${this.#soFar}\n${kind}\n${this.#text}`).digest("hex");
    this.#text = "";
    return this.#soFar;
  }
}
