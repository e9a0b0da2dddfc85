import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** Hands a folder of its own to `use`, and takes it away when that has ended. */
export async function inFolder<T>(use: (folder: string) => Promise<T>): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), "respin-paging-"));
  try {
    return await use(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Hands a file of the given content to `use`, and takes it away when that has ended. */
export function inFile<T>(content: string | Uint8Array, use: (file: string) => Promise<T>): Promise<T> {
  return inFolder((folder) => {
    const file = join(folder, "trace");
    writeFileSync(file, content);
    return use(file);
  });
}
