import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";
import { RespinError } from "@respin/hardware";
import { PublicKey, TrustedKeys } from "@respin/linker";

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

let trusted: TrustedKeys | undefined;
const objects = new Map<string, Uint8Array>();

function read(name: string, find: () => string): Buffer {
  try {
    return readFileSync(find());
  } catch (error) {
    throw new RespinError("RSP_SYSTEM_UNBUILT", `${name} is not there; run \`pnpm build\` first`, { cause: error });
  }
}
