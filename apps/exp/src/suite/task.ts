import { isRspError } from "@respin/experiment";
import type { Depth } from "@respin/experiment";

/** What a measuring process is asked to do: one experiment, once. */
export interface Task {
  readonly root: string;
  readonly name: string;
  readonly depth: Depth;
  /**
   * Some host cells are measured again: the text of the document that has them, and their keys. The other host cells stay as
   * that document has them.
   */
  readonly again?: { readonly document: string; readonly keys: readonly string[] };
}

type RspCode = `RSP_${string}`;

function isRspCode(code: unknown): code is RspCode {
  return typeof code === "string" && code.startsWith("RSP_");
}

/** What it says of itself while it does so, and at its end. */
export type Said =
  | { readonly kind: "progress"; readonly ratio: number; readonly label: string }
  | { readonly kind: "document"; readonly text: string }
  | { readonly kind: "error"; readonly code: RspCode; readonly message: string };

/** What came over the channel, if it is of the kind that is sent there. */
export function saidOf(message: unknown): Said | undefined {
  if (typeof message !== "object" || message === null || !("kind" in message)) return undefined;
  if (message.kind === "progress" && "ratio" in message && "label" in message) {
    const { ratio, label } = message;
    return typeof ratio === "number" && typeof label === "string" ? { kind: "progress", ratio, label } : undefined;
  }
  if (message.kind === "document" && "text" in message && typeof message.text === "string") {
    return { kind: "document", text: message.text };
  }
  if (message.kind === "error" && "code" in message && "message" in message) {
    const { code, message: text } = message;
    return isRspCode(code) && typeof text === "string" ? { kind: "error", code, message: text } : undefined;
  }
  return undefined;
}

/** An error of ours as it is sent; undefined for any other. */
export function errorSaid(error: unknown): Said | undefined {
  if (!isRspError(error) || !isRspCode(error.code)) return undefined;
  return { kind: "error", code: error.code, message: error.message };
}

/** A task that came over the channel. */
export function taskOf(message: unknown): Task | undefined {
  if (typeof message !== "object" || message === null) return undefined;
  if (!("root" in message) || !("name" in message) || !("depth" in message)) return undefined;
  const { root, name, depth } = message;
  if (typeof root !== "string" || typeof name !== "string" || (depth !== "quick" && depth !== "full")) return undefined;
  const again = "again" in message ? message.again : undefined;
  if (again === undefined) return { root, name, depth };
  if (typeof again !== "object" || again === null || !("document" in again) || !("keys" in again)) return undefined;
  const { document, keys } = again;
  if (typeof document !== "string" || !Array.isArray(keys)) return undefined;
  return { root, name, depth, again: { document, keys: keys.filter((key) => typeof key === "string") } };
}
