/**
 * Calls itself until nothing is left of the stack.
 *
 * Family: deep recursion
 * Stopped by: nothing
 * Otherwise: bound | RangeError
 */
import { attempt } from "./witness.js";

const deeper = (n: number): number => 1 + deeper(n + 1);
attempt("an end", () => deeper(0) > 0);
