/**
 * Takes the constructor out of a value by patterns of every kind.
 *
 * Family: reaching globals
 * Stopped by: RSP_SAFE_PROTOTYPE
 * Otherwise: meter | trap constructor | trap computed keys
 */
import { attempt } from "./witness.js";

attempt("pattern", () => {
  const { constructor: make } = [] as unknown as { constructor: unknown };
  return make !== undefined;
});
attempt("assignment", () => {
  let make: unknown;
  ({ constructor: make } = (() => 0) as unknown as { constructor: unknown });
  return make !== undefined;
});
attempt("loop", () => {
  for (const { constructor: make } of [[5]] as unknown as { constructor: unknown }[]) if (make !== undefined) return true;
  return false;
});
attempt("computed", () => {
  const key = "constructor" as const;
  const { [key]: make } = [] as unknown as { constructor: unknown };
  return make !== undefined;
});
