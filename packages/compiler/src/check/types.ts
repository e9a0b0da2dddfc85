import ts from "typescript";
import { typedArrays as typedArrayNames } from "../meter/builtins.js";
import { argumentsOf, type Context } from "./context.js";

export const typedArrays: ReadonlySet<string> = new Set(typedArrayNames);

/** The language's own collections besides arrays: going through one runs nothing of the extension's. */
const collections: ReadonlySet<string> = new Set([
  ...typedArrays,
  "Map",
  "ReadonlyMap",
  "Set",
  "ReadonlySet",
  "ArrayIterator",
  "MapIterator",
  "SetIterator",
  "StringIterator",
]);

/** Types whose further arguments say what ends an iteration and what it is sent. */
export const iterations: ReadonlySet<string> = new Set([
  "Iterable",
  "Iterator",
  "IterableIterator",
  "IteratorObject",
  "Generator",
]);

const primitive =
  ts.TypeFlags.StringLike |
  ts.TypeFlags.NumberLike |
  ts.TypeFlags.BooleanLike |
  ts.TypeFlags.Undefined |
  ts.TypeFlags.Null |
  ts.TypeFlags.Void |
  ts.TypeFlags.Never;

/** Whether nothing of a type is an object. */
export function isPrimitive(context: Context, given: ts.Type): boolean {
  const type = context.checker.getBaseConstraintOfType(given) ?? given;
  return type.isUnion() ? type.types.every((each) => isPrimitive(context, each)) : (type.flags & primitive) !== 0;
}

/** Whether a type is a primitive one or a collection of the language's. */
export function isPlainlyIterable(context: Context, given: ts.Type): boolean {
  const type = context.checker.getBaseConstraintOfType(given) ?? given;
  if (type.isUnion()) return type.types.every((each) => isPlainlyIterable(context, each));
  if ((type.flags & primitive) !== 0 || context.checker.isArrayType(type) || context.checker.isTupleType(type))
    return true;
  const readOnly = behindReadonly(type);
  if (readOnly !== undefined) return isPlainlyIterable(context, readOnly);
  return isLanguageType(context, type, collections);
}

/** Whether the elements of a type have numbers: arrays, tuples, typed arrays and strings. */
export function isIndexed(context: Context, given: ts.Type): boolean {
  const { checker } = context;
  const type = checker.getBaseConstraintOfType(given) ?? given;
  const absent = ts.TypeFlags.Undefined | ts.TypeFlags.Null;
  if (type.isUnion()) return type.types.every((each) => (each.flags & absent) !== 0 || isIndexed(context, each));
  if (type.isIntersection()) return type.types.some((each) => isIndexed(context, each));
  const readOnly = behindReadonly(type);
  if (readOnly !== undefined) return isIndexed(context, readOnly);
  const isString = (type.flags & ts.TypeFlags.StringLike) !== 0;
  return (
    isString || checker.isArrayType(type) || checker.isTupleType(type) || isLanguageType(context, type, typedArrays)
  );
}

/** Whether a type is one of the language's own of these names, and no other of that name. */
export function isLanguageType(context: Context, type: ts.Type, names: ReadonlySet<string>): boolean {
  // A type of the extension's has no symbol where it is not made of members.
  const symbol: ts.Symbol | undefined = type.symbol;
  return symbol !== undefined && names.has(symbol.name) && context.isOfLanguage(symbol);
}

/** Whether going through a value of a type gives nothing but turns: it is work that waits. */
export function yieldsNothing(context: Context, type: ts.Type): boolean {
  const parts = type.isUnionOrIntersection() ? type.types : [type];
  return parts.some((each) => {
    const [yielded] = isLanguageType(context, each, iterations) ? argumentsOf(context.checker, each) : [];
    return yielded !== undefined && isOrHasVoid(yielded);
  });
}

function isOrHasVoid(type: ts.Type): boolean {
  return type.isUnion() ? type.types.some(isOrHasVoid) : (type.flags & ts.TypeFlags.Void) !== 0;
}

/** What `Readonly<...>` is of. */
function behindReadonly({ aliasSymbol, aliasTypeArguments: [of] = [] }: ts.Type): ts.Type | undefined {
  return aliasSymbol?.name === "Readonly" ? of : undefined;
}
