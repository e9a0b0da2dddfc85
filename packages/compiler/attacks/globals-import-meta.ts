/**
 * Asks the module where it is, and what it was made with.
 *
 * Family: reaching globals
 * Stopped by: RSP_SAFE_EVAL
 * Otherwise: meter | trap import.meta
 */
import { attempt } from "./witness.js";

attempt("place of the module", () => (import.meta as unknown as { url: string }).url.length > 0);
