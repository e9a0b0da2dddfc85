import type { AnyNode } from "acorn";
import type { Work } from "./work.js";

/** Write the semicolon that a statement or field may lack. */
export function endStatement(work: Work, node: AnyNode): void {
  if (work.known.text.source[node.end - 1] !== ";") work.after(node, ";");
}
