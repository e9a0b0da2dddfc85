/**
 * Calls itself through another function, a list of functions, and a record of them.
 *
 * Family: deep recursion
 * Stopped by: nothing
 * Otherwise: bound | RangeError
 */
import { attempt } from "./witness.js";

const there = (n: number): number => back(n + 1) + 1;
const back = (n: number): number => there(n + 1) + 1;
const steps: ((n: number) => number)[] = [];
steps.push((n) => steps[0](n + 1) + 1);
const holder = { step: (n: number): number => holder.step(n + 1) + 1 };

attempt("by another", () => there(0) > 0);
attempt("by a list", () => steps[0](0) > 0);
attempt("by a record", () => holder.step(0) > 0);
