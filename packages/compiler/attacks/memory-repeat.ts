/**
 * Makes one text that is longer than memory, by each method that makes texts longer.
 *
 * Family: memory bombs
 * Stopped by: nothing
 * Otherwise: bound | load: RSP_OPERATIONS
 */
import { attempt } from "./witness.js";

attempt("repeat", () => "x".repeat(500_000_000).length > 0);
attempt("padStart", () => "x".padStart(500_000_000).length > 0);
attempt("padEnd", () => "x".padEnd(500_000_000, "ab").length > 0);
