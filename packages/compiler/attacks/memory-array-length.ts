/**
 * Makes lists of four thousand million places, and fills them.
 *
 * Family: memory bombs
 * Stopped by: nothing
 * Otherwise: bound | load: RSP_OPERATIONS
 */
import { attempt } from "./witness.js";

attempt("a list", () => new Array<number>(4_294_967_295).fill(5).length > 0);
