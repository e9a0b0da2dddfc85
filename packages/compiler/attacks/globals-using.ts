/**
 * Has something ended by the language when a block is left, under a name that it keeps for that.
 *
 * Family: reaching globals
 * Stopped by: RSP_SAFE_SYNTAX
 * Otherwise: compartment | load: RSP_CONFINE
 */
import { attempt, saw } from "./witness.js";

attempt("an end by the language", () => {
  using held = { [Symbol.dispose]: () => saw("ended") };
  return held === undefined;
});
