import ts from "typescript";
import { libraryCalled } from "./calls.js";
import { isReference, type Context } from "./context.js";

/** What an extension uses of what is not its own, and what it gives. */
export interface Uses {
  readonly imports: readonly Import[];
  readonly exports: readonly Export[];
  /** Names of the language's own that its text refers to, sorted. */
  readonly globals: readonly string[];
}

/** One name that is imported from a package, as a value. */
export interface Import {
  readonly module: string;
  readonly name: string;
  readonly kind: "interface" | "library";
  /** Of an interface: its procedures that the text names, sorted. */
  readonly procedures: readonly string[];
}

/** One name that the entry exports. */
export interface Export {
  readonly name: string;
  /** The interface that it implements, as it is imported. */
  readonly module: string;
  readonly interface: string;
}

/** Gather them, sorted, so that equal texts give equal records. */
export function usesOf(context: Context): Uses {
  const imports = new Map<string, { module: string; name: string; kind: Import["kind"]; procedures: Set<string> }>();
  const globals = new Set<string>();
  const exported: Export[] = [];
  const visit = (node: ts.Node): void => {
    if (isReference(node) && !isInType(node)) {
      const meaning = context.meaning(node);
      if (meaning.kind === "global") globals.add(meaning.name);
      if (meaning.kind === "interface" || meaning.kind === "library") {
        const { kind, module, name } = meaning;
        const key = JSON.stringify([module, name]);
        const held = imports.get(key) ?? { module, name, kind, procedures: new Set<string>() };
        imports.set(key, held);
        const { parent } = node;
        if (kind === "interface" && ts.isPropertyAccessExpression(parent)) held.procedures.add(parent.name.text);
      }
    }
    if (ts.isCallExpression(node)) exported.push(...exportedBy(context, node));
    ts.forEachChild(node, visit);
  };
  for (const file of context.modules) ts.forEachChild(file, visit);
  return {
    imports: [...imports.values()]
      .map((each) => ({ ...each, procedures: [...each.procedures].toSorted() }))
      .toSorted((a, b) => order(a.module, b.module) || order(a.name, b.name)),
    exports: exported.toSorted((a, b) => order(a.name, b.name)),
    globals: [...globals].toSorted(),
  };
}

function exportedBy(context: Context, call: ts.CallExpression): readonly Export[] {
  const [given] = call.arguments;
  if (libraryCalled(context, call) !== "implement" || given === undefined || !ts.isIdentifier(given)) return [];
  const { parent } = call;
  const meaning = context.meaning(given);
  if (meaning.kind !== "interface" || !ts.isVariableDeclaration(parent) || !ts.isIdentifier(parent.name)) return [];
  return [{ name: parent.name.text, module: meaning.module, interface: meaning.name }];
}

function isInType(node: ts.Node): boolean {
  for (let at = node.parent; !ts.isSourceFile(at); at = at.parent) {
    if (ts.isTypeNode(at) && !ts.isExpressionWithTypeArguments(at)) return true;
    if (ts.isStatement(at) && !ts.isInterfaceDeclaration(at) && !ts.isTypeAliasDeclaration(at)) return false;
  }
  return false;
}

function order(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
