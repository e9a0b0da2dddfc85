import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";
import { RespinError } from "@respin/hardware";
import { PublicKey, readObjectFile, TrustedKeys, type ObjectFile } from "@respin/linker";

/** The compilers that the kernels of this build trust: its own. Throws RSP_SYSTEM_UNBUILT. */
export function trustedCompilers(): TrustedKeys {
  const file = fileURLToPath(new URL("../dist/trusted-compiler.pub", import.meta.url));
  return (trusted ??= new TrustedKeys([PublicKey.parse(read(file, () => file).toString("utf8"), file)]));
}

/** The object file of an extension's package. Throws RSP_SYSTEM_UNBUILT. */
export function objectFile(packageName: string): Uint8Array {
  const known = objects.get(packageName);
  if (known !== undefined) return known;
  const name = `${packageName}/object`;
  const bytes = read(name, () => createRequire(import.meta.url).resolve(name));
  objects.set(packageName, bytes);
  return bytes;
}

/** The same, verified: once, however many systems are booted. Throws RSP_SYSTEM_UNBUILT, and RSP_OBJECT_* for a file that was altered. */
export function programFile(packageName: string): ObjectFile {
  const known = programs.get(packageName) ?? readObjectFile(objectFile(packageName), trustedCompilers(), packageName);
  programs.set(packageName, known);
  return known;
}

let trusted: TrustedKeys | undefined;
const programs = new Map<string, ObjectFile>();
const objects = new Map<string, Uint8Array>();

function read(name: string, find: () => string): Buffer {
  try {
    return readFileSync(find());
  } catch (error) {
    throw new RespinError("RSP_SYSTEM_UNBUILT", `${name} is not there; run \`pnpm build\` first`, { cause: error });
  }
}
