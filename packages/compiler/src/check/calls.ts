import ts from "typescript";
import { unwrapped, type Context } from "./context.js";

/** The procedure of an interface that is called. */
export function procedureCalled(context: Context, call: ts.CallExpression): ts.PropertyAccessExpression | undefined {
  const callee = unwrapped(call.expression);
  if (!ts.isPropertyAccessExpression(callee)) return undefined;
  const of = unwrapped(callee.expression);
  return ts.isIdentifier(of) && context.meaning(of).kind === "interface" ? callee : undefined;
}

/** The name of what is called of the extension library. */
export function libraryCalled(context: Context, call: ts.CallExpression): string | undefined {
  const callee = unwrapped(call.expression);
  if (!ts.isIdentifier(callee)) return undefined;
  const meaning = context.meaning(callee);
  return meaning.kind === "library" ? meaning.name : undefined;
}
