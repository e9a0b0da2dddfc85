/**
 * Calls itself through the methods of lists, whose frames are the engine's own.
 *
 * Family: deep recursion
 * Stopped by: nothing
 * Otherwise: bound | RangeError
 */
import { attempt } from "./witness.js";

const byMap = (n: number): number => [n].map((each) => byMap(each + 1))[0] + 1;
const bySort = (n: number): number => [2, 1].sort(() => bySort(n + 1))[0];
const byReduce = (n: number): number => [1, 2].reduce((a, b) => byReduce(a + b + n));
attempt("by map", () => byMap(0) > 0);
attempt("by sort", () => bySort(0) > 0);
attempt("by reduce", () => byReduce(0) > 0);
