/**
 * Makes lists of every kind from iterables that never end.
 *
 * Family: endless loops
 * Stopped by: nothing
 * Otherwise: bound | load: RSP_OPERATIONS
 */
import { attempt } from "./witness.js";

class Endless {
  *[Symbol.iterator](): Generator<number> {
    for (;;) yield 1;
  }
}

attempt("a list of words", () => Int32Array.from(new Endless()).length > 0);
attempt("a list", () => Array.from(new Endless()).length > 0);
