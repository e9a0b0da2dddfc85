/**
 * Asks for arrays of words as large as memory, again and again.
 *
 * Family: memory bombs
 * Stopped by: nothing
 * Otherwise: bound | load: RSP_OPERATIONS
 */
import { attempt } from "./witness.js";

attempt("one that is huge", () => new Float64Array(1_000_000_000).length > 0);
