import { closeSync, fstatSync, fsyncSync, openSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { RespinError } from "@respin/hardware";
import { PublicKey, SigningKey } from "./keys.js";

/** Compilers' keys in files: `PATH` holds the private half, `PATH.pub` the public one. */

/** A key takes about a hundred bytes. */
const keyFileBytesMax = 16_384;

/** The owner may read and write; nobody else may do anything. */
const PRIVATE = 0o600;
const PUBLIC = 0o644;
const OTHERS = 0o077;

/**
 * Write a key's two files and give their names. A file that is there already is never touched, and if one of the two cannot
 * be written, neither is left. Throws RSP_KEY_FILE.
 */
export function writeKeyFiles(
  path: string,
  key: SigningKey,
): { readonly privateFile: string; readonly publicFile: string } {
  const privateFile = path;
  const publicFile = `${path}.pub`;
  writeNew(privateFile, key.toPem(), PRIVATE);
  try {
    writeNew(publicFile, key.publicKey.toPem(), PUBLIC);
  } catch (error) {
    rmSync(privateFile, { force: true });
    throw error;
  }
  return { privateFile, publicFile };
}

/**
 * Read a private key. Throws RSP_KEY_FILE if it cannot be read, or others may read it too, and RSP_KEY if the file holds no
 * such key.
 */
export function readSigningKey(path: string): SigningKey {
  return SigningKey.parse(read(path, "private"), path);
}

/** Read a public key. Throws RSP_KEY_FILE if it cannot be read, and RSP_KEY if the file holds no such key. */
export function readPublicKey(path: string): PublicKey {
  return PublicKey.parse(read(path, "public"), path);
}

function writeNew(path: string, text: string, mode: number): void {
  let file: number;
  try {
    file = openSync(path, "wx", mode);
  } catch (error) {
    const remedy =
      reasonOf(error) === "EEXIST"
        ? "is there already, and a key is never overwritten; name another file, or remove this one yourself"
        : `cannot be written (${reasonOf(error)}); name another file`;
    throw new RespinError("RSP_KEY_FILE", `${path}: ${remedy}`);
  }
  try {
    writeFileSync(file, text);
    fsyncSync(file);
  } catch (error) {
    rmSync(path, { force: true });
    throw new RespinError("RSP_KEY_FILE", `${path}: cannot be written (${reasonOf(error)}); make room for it`);
  } finally {
    closeSync(file);
  }
}

function read(path: string, half: "private" | "public"): string {
  let file: number;
  try {
    file = openSync(path, "r");
  } catch (error) {
    throw new RespinError(
      "RSP_KEY_FILE",
      `${path}: cannot be read (${reasonOf(error)}); name a file that \`respinc keygen\` wrote`,
    );
  }
  try {
    const status = fstatSync(file);
    if (!status.isFile() || status.size > keyFileBytesMax) {
      throw new RespinError("RSP_KEY_FILE", `${path}: is no key file; name a file that \`respinc keygen\` wrote`);
    }
    // Windows has no such bits; there every file seems open to all.
    if (half === "private" && process.platform !== "win32" && (status.mode & OTHERS) !== 0) {
      throw new RespinError("RSP_KEY_FILE", `${path}: may be read or written by others; \`chmod 600\` it`);
    }
    return readFileSync(file, "utf8");
  } finally {
    closeSync(file);
  }
}

/** What the host calls it: ENOENT, EACCES. */
function reasonOf(error: unknown): string {
  return error instanceof Error && "code" in error ? String(error.code) : "unknown";
}
