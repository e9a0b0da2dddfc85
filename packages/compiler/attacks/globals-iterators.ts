/**
 * Climbs from iterators of arrays, texts, maps and generators to what all of them share.
 *
 * Family: reaching globals
 * Stopped by: RSP_SAFE_PROTOTYPE
 * Otherwise: meter | trap constructor
 */
import { attempt } from "./witness.js";

type Made = { constructor: { constructor: (text: string) => () => unknown } };
const climb = (from: unknown): boolean => (from as Made).constructor.constructor("return this")() !== undefined;

attempt("array", () => climb([1].values()));
attempt("text", () => climb(""[Symbol.iterator]()));
attempt("map", () => climb(new Map().entries()));
attempt("entries", () => climb(Object.entries({})[Symbol.iterator]()));
