import { readdirSync, readFileSync, statSync } from "node:fs";
import { basename, join } from "node:path";
import { reasonOf, RespinError } from "./errors.js";
import { RESULT_SCHEMA } from "./result.js";
import type { ResultDocument } from "./result.js";

/** A result document that was read, and the file it was read from. */
export interface ReadDocument {
  readonly file: string;
  readonly document: ResultDocument;
}

/** A result document from a file. Throws RSP_RESULT_MISSING, RSP_RESULT_MALFORMED. */
export async function readResult(file: string): Promise<ResultDocument> {
  let text: string;
  try {
    text = readFileSync(file, "utf8");
  } catch (error) {
    throw missing(file, error);
  }
  return parseResult(text, file);
}

/** A result document from its text; `from` is what messages call it. Throws RSP_RESULT_MALFORMED. */
export async function parseResult(text: string, from: string): Promise<ResultDocument> {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw malformed(from, text.trim() === "" ? "it is empty" : "it is not JSON", error);
  }
  const { parseDocument } = await import("./schema.js");
  const parsed = parseDocument(value);
  if ("wrong" in parsed) throw malformed(from, parsed.wrong);
  return parsed.document;
}

/**
 * The document of a file, or all documents (`*.json`) that lie in a folder itself, not below it, in order of name.
 * Throws RSP_RESULT_MISSING, RSP_RESULT_MALFORMED.
 */
export async function readResults(path: string): Promise<{ folder: boolean; documents: ReadDocument[] }> {
  let files: string[];
  let folder: boolean;
  try {
    folder = statSync(path).isDirectory();
    files = folder
      ? readdirSync(path).filter((name) => name.endsWith(".json") && !name.startsWith("."))
      : [basename(path)];
  } catch (error) {
    throw missing(path, error);
  }
  if (files.length === 0) {
    const message = `${path} holds no result document; expected files that exp run wrote, such as paging-db.json`;
    throw new RespinError("RSP_RESULT_MISSING", message, { usage: true });
  }
  const paths = folder ? files.toSorted().map((name) => join(path, name)) : [path];
  const documents = await Promise.all(paths.map(async (file) => ({ file, document: await readResult(file) })));
  return { folder, documents };
}

function missing(path: string, cause: unknown): RespinError {
  const message = `cannot read ${path} (${reasonOf(cause)}); expected a result document or a folder of them`;
  return new RespinError("RSP_RESULT_MISSING", message, { usage: true, cause });
}

function malformed(file: string, wrong: string, cause?: unknown): RespinError {
  const message = `${file}: ${wrong}; expected a ${RESULT_SCHEMA} document, as exp run writes it`;
  return new RespinError("RSP_RESULT_MALFORMED", message, { usage: true, cause });
}
