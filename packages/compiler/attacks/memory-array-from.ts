/**
 * Makes a list from a record that says it is long.
 *
 * Family: memory bombs
 * Stopped by: nothing
 * Otherwise: bound | load: RSP_OPERATIONS
 */
import { attempt } from "./witness.js";

attempt("from a length", () => Array.from({ length: 4_294_967_295 }, () => 5).length > 0);
