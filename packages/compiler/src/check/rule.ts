import type ts from "typescript";
import type { Context } from "./context.js";

/**
 * An example of a rule: a whole module, the entry of an extension. In one that is refused, a `»` stands before each
 * place that is reported, and is taken out before the module is checked.
 */
export interface Example {
  readonly source: string;
  /** Further modules, by their path from the entry's folder. */
  readonly modules?: Readonly<Record<string, string>>;
  /** Codes of other rules that have to say something of it, too. */
  readonly also?: readonly `RSP_${string}`[];
}

/** Says that a node, or what is at an offset of its module, breaks the rule, how, and what to do instead. */
export type Report = (node: ts.Node, message: string, offset?: number) => void;

/** What a rule looks at; each is called in the order of the source. */
export interface Visitor {
  /** A module as a whole. */
  module?(file: ts.SourceFile): void;
  /** Whatever is there at run time. */
  value?(node: ts.Node): void;
  /** Whatever is there for the type checker alone. */
  type?(node: ts.Node): void;
}

/** One rule of the safe subset. */
export interface Rule {
  readonly code: `RSP_SAFE_${string}`;
  readonly title: string;
  /** What is refused and why, for the page. */
  readonly says: string;
  readonly refused: readonly Example[];
  readonly passes: readonly Example[];
  begin(context: Context, report: Report): Visitor;
}

/** An example that is its source alone. */
export function example(source: string, more: Omit<Example, "source"> = {}): Example {
  return { source, ...more };
}
