import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { dirname, relative, resolve } from "node:path";
import { RespinError } from "@respin/hardware";
import { inspectObjectFile, readSigningKey, SigningKey, writeKeyFiles } from "@respin/linker";
import type { Violation } from "../check/violation.js";
import { EXIT, tellLine, type ExitCode } from "./exit.js";
import { describe, documentOf } from "./inspection.js";
import { usageError } from "./usage.js";

/** Compile, sign, and write the object file whole or not at all. */
export async function buildFile(
  entry: string,
  options: {
    readonly key: string;
    readonly out: string;
    readonly name: string | undefined;
    readonly assertSafe: boolean;
  },
): Promise<ExitCode> {
  const { key: keyFile, out, name, assertSafe } = options;
  checkEntry(entry);
  checkOut(out, [entry, keyFile, `${keyFile}.pub`]);
  checkName(name);
  const key = readSigningKey(keyFile);
  // The compiler proper is loaded when it is needed: TypeScript takes a while.
  const { build, Violations } = await import("../build.js");
  let bytes: Uint8Array;
  try {
    bytes = await build(entry, key, {
      ...(name === undefined ? {} : { name }),
      safety: assertSafe ? "assert safe" : "check",
    });
  } catch (error) {
    if (error instanceof Violations) return refused(error.violations);
    throw error;
  }
  writeWhole(out, bytes);
  if (assertSafe) tellLine(`respinc: ${entry} was not checked: its author asserts that it is safe`);
  print([`${out}: ${bytes.length} bytes, signed by ${key.publicKey.fingerprint}`]);
  return EXIT.ok;
}

/** Say what an extension breaks. */
export async function checkFile(entry: string): Promise<ExitCode> {
  checkEntry(entry);
  const { compile, Violations } = await import("../build.js");
  try {
    const { manifest } = await compile(entry);
    print([`${entry}: ${manifest.sourceLines} lines keep every rule`]);
    return EXIT.ok;
  } catch (error) {
    if (error instanceof Violations) return refused(error.violations);
    throw error;
  }
}

/** Show what an object file says of itself, and whether that can be believed. */
export function inspectFile(file: string, json: boolean): ExitCode {
  const inspection = inspectObjectFile(readBytes(file), file);
  if (json) print([JSON.stringify(documentOf(file, inspection), undefined, 2)]);
  else print(describe(file, inspection));
  return inspection.signatureHolds && !(inspection.claims instanceof RespinError) ? EXIT.ok : EXIT.refused;
}

/** Make a key pair. */
export function makeKeys(file: string): ExitCode {
  if (file === "") throw usageError("keygen takes the name of a file, not nothing; see respinc --help");
  const key = SigningKey.create();
  const { privateFile, publicFile } = writeKeyFiles(file, key);
  print([`${privateFile} and ${publicFile}: ${key.publicKey.fingerprint}`]);
  return EXIT.ok;
}

function refused(violations: readonly Violation[]): ExitCode {
  for (const { code, file, line, column, message } of violations) {
    tellLine(`${relative(process.cwd(), file)}:${line}:${column}  ${code}  ${message}`);
  }
  const count = violations.length === 1 ? "1 rule is broken" : `${violations.length} rules are broken`;
  tellLine(`${count}; see docs/safe-subset.md`);
  return EXIT.refused;
}

function print(lines: readonly string[]): void {
  process.stdout.write(`${lines.join("\n")}\n`);
}

function checkEntry(entry: string): void {
  if (isOf(entry, "file")) return;
  throw new RespinError("RSP_SOURCE", `${JSON.stringify(entry)} is no file; name the extension's entry, a .ts file`, {
    usage: true,
  });
}

/** What is at a path; false for what cannot be looked at. */
function isOf(path: string, kind: "file" | "folder"): boolean {
  try {
    const found = statSync(path);
    return kind === "file" ? found.isFile() : found.isDirectory();
  } catch {
    return false;
  }
}

/** What is read must not be written over, nor a source of the extension's. */
function checkOut(out: string, read: readonly string[]): void {
  if (isOf(out, "folder")) {
    throw new RespinError("RSP_SOURCE", `${out} is a folder; name the object file to write`, { usage: true });
  }
  if (!out.endsWith(".ts") && !read.some((file) => resolve(file) === resolve(out))) return;
  throw usageError(`--out ${out} would overwrite a source or a key; name another file, with .rsp at its end`);
}

function checkName(name: string | undefined): void {
  if (name === undefined || /^[a-z][a-z0-9-]{0,63}$/.test(name)) return;
  throw usageError(`--name takes up to 64 small letters, digits and hyphens, not ${JSON.stringify(name)}`);
}

function readBytes(file: string): Uint8Array {
  try {
    return readFileSync(file);
  } catch (error) {
    throw new RespinError("RSP_SOURCE", `${file} cannot be read; see that it is there and a file`, {
      usage: true,
      cause: error,
    });
  }
}

function writeWhole(file: string, bytes: Uint8Array): void {
  const target = resolve(file);
  const beside = `${target}.${process.pid}.part`;
  try {
    mkdirSync(dirname(target), { recursive: true });
    writeFileSync(beside, bytes);
    renameSync(beside, target);
  } catch (error) {
    if (existsSync(beside)) rmSync(beside);
    throw new RespinError("RSP_SOURCE", `${file} cannot be written; see to its folder`, { usage: true, cause: error });
  }
}
