import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** A record as the tests write it. */
export interface Written {
  readonly id: bigint;
  readonly size: number;
  readonly write: boolean;
}

/** Hands a file of the given content to `use`, and takes it away again. */
export function withFile<T>(content: string | Uint8Array, use: (file: string) => T): T {
  const folder = mkdtempSync(join(tmpdir(), "respin-trace-"));
  try {
    const file = join(folder, "trace");
    writeFileSync(file, content);
    return use(file);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** oracleGeneral, written as its documentation has it; nobody comes back. */
export function oracleBytes(records: readonly Written[], next = -1n): Buffer {
  const bytes = Buffer.alloc(24 * records.length);
  records.forEach(({ id, size }, index) => {
    bytes.writeUInt32LE(index, 24 * index);
    bytes.writeBigUInt64LE(id, 24 * index + 4);
    bytes.writeUInt32LE(size, 24 * index + 12);
    bytes.writeBigInt64LE(next, 24 * index + 16);
  });
  return bytes;
}

export function csvText(records: readonly Written[]): string {
  const rows = records.map(({ id, size, write }, index) => `${index},${id},${size},${write ? "write" : "read"}\n`);
  return `time,obj_id,obj_size,op\n${rows.join("")}`;
}

export function plainText(records: readonly Written[]): string {
  return records.map(({ id, write }) => `${id}${write ? "w" : ""}\n`).join("");
}
