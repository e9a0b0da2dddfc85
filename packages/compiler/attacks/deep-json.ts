/**
 * Nests lists in lists until writing, reading and comparing them needs more stack than there is.
 *
 * Family: deep recursion
 * Stopped by: nothing
 * Otherwise: bound | RangeError | SyntaxError | trap a conversion to text of arrays nested this deep
 */
import { attempt } from "./witness.js";

type Nested = readonly Nested[];
let nested: Nested = [];
for (let n = 0; n < 100_000; n++) nested = [nested];
attempt("written", () => JSON.stringify(nested) === "");
attempt("read", () => {
  const said: unknown = JSON.parse("[".repeat(100_000));
  return said === undefined;
});
attempt("as text", () => `${String(nested)}` !== "");
