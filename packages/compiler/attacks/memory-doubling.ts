/**
 * Doubles a text until it is longer than memory.
 *
 * Family: memory bombs
 * Stopped by: nothing
 * Otherwise: bound | load: RSP_OPERATIONS
 */
import { attempt } from "./witness.js";

attempt("doubled", () => {
  let text = "x";
  for (let n = 0; n < 60; n++) text += text;
  return text.length > 0;
});
