/**
 * Writes a list that holds one text many times, so that what is written is much longer than what is held.
 *
 * Family: memory bombs
 * Stopped by: nothing
 * Otherwise: bound | load: RSP_OPERATIONS
 */
import { attempt } from "./witness.js";

attempt("written", () => {
  const text = "\u0001".repeat(100_000);
  const list = Array.from({ length: 100_000 }, () => text);
  return JSON.stringify(list).length > 0;
});
