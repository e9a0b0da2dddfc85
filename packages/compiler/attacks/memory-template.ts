/**
 * Doubles a text by templates, `concat`, `join` and `replaceAll`.
 *
 * Family: memory bombs
 * Stopped by: nothing
 * Otherwise: bound | load: RSP_OPERATIONS
 */
import { attempt } from "./witness.js";

attempt("template", () => {
  let text = "x";
  for (let n = 0; n < 60; n++) text = `${text}${text}`;
  return text.length > 0;
});
