/**
 * Changes a constant of the library, so that others map pages with another protection.
 *
 * Family: prototype pollution
 * Stopped by: RSP_TYPE
 * Otherwise: compartment | TypeError
 */
import { Protection } from "@respin/hardware";
import { attempt } from "./witness.js";

attempt("a constant", () => {
  Protection.read = Protection.readWrite;
  return true;
});
attempt("a new one", () => {
  (Protection as { stolen?: number }).stolen = 5;
  return true;
});
