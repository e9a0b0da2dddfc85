/**
 * Goes from every kind of literal to what made it, and from there to what makes functions.
 *
 * Family: reaching globals
 * Stopped by: RSP_SAFE_PROTOTYPE
 * Otherwise: meter | trap constructor
 */
import { attempt } from "./witness.js";

type Made = { constructor: { constructor: (text: string) => () => unknown } };
const world = "return this";

attempt("array", () => ([] as unknown as Made).constructor.constructor(world)() !== undefined);
attempt("record", () => ({} as unknown as Made).constructor.constructor(world)() !== undefined);
attempt("text", () => ("" as unknown as Made).constructor.constructor(world)() !== undefined);
attempt("number", () => (5 as unknown as Made).constructor.constructor(world)() !== undefined);
attempt("flag", () => (true as unknown as Made).constructor.constructor(world)() !== undefined);
attempt("error", () => (new Error("") as unknown as Made).constructor.constructor(world)() !== undefined);
attempt("map", () => (new Map() as unknown as Made).constructor.constructor(world)() !== undefined);
attempt("words", () => (new Int32Array(1) as unknown as Made).constructor.constructor(world)() !== undefined);
