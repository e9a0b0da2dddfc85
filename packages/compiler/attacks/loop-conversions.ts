/**
 * Runs for ever in `valueOf`, `toString` and `toJSON`, which operators call.
 *
 * Family: endless loops
 * Stopped by: nothing
 * Otherwise: bound | load: RSP_OPERATIONS
 */
import { attempt } from "./witness.js";

class Endless {
  toString(): string {
    for (;;);
  }
}

attempt("a text", () => `${new Endless()}` !== "");
