/**
 * Searches long texts for long texts, which is much work in one call.
 *
 * Family: endless loops
 * Stopped by: nothing
 * Otherwise: bound | load: RSP_OPERATIONS
 */
import { attempt } from "./witness.js";

const text = "ab".repeat(100_000);
attempt("found", () => {
  let found = 0;
  for (let n = 0; n < 1_000_000; n++) found += text.indexOf(`${text.slice(0, 90_000)}b`);
  return found > 0;
});
