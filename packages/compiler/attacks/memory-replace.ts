/**
 * Lets one replacement grow by what the pattern `$&` stands for.
 *
 * Family: memory bombs
 * Stopped by: nothing
 * Otherwise: bound | load: RSP_OPERATIONS
 */
import { attempt } from "./witness.js";

attempt("replaced", () => {
  let text = "x".repeat(1000);
  for (let n = 0; n < 60; n++) text = text.replaceAll("x", "$&$&$`");
  return text.length > 0;
});
