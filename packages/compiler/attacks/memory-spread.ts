/**
 * Doubles a list by spreading it into another, and into the arguments of a call.
 *
 * Family: memory bombs
 * Stopped by: nothing
 * Otherwise: bound | RangeError | load: RSP_OPERATIONS
 */
import { attempt } from "./witness.js";

attempt("arguments", () => {
  const list = Array.from({ length: 100_000 }, (_, n) => n);
  return Math.max(...list) > 0 && list.push(...list, ...list) > 0;
});
attempt("doubled", () => {
  let list: number[] = [1];
  for (let n = 0; n < 60; n++) list = [...list, ...list];
  return list.length > 0;
});
