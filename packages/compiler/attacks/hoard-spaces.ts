/**
 * Makes address spaces until there are no more, and destroys none.
 *
 * Family: hoarding
 * Stopped by: nothing
 * Otherwise: bound | RSP_LIMIT
 */
import { Translation } from "@respin/core";
import { attempt } from "./witness.js";

attempt("without end", () => {
  for (;;) Translation.Create();
});
