/**
 * Runs for ever in a getter, which looks like a field.
 *
 * Family: endless loops
 * Stopped by: nothing
 * Otherwise: bound | load: RSP_OPERATIONS
 */
import { attempt } from "./witness.js";

class Page {
  get number(): number {
    for (;;);
  }
}

attempt("a number", () => new Page().number > 0);
