/**
 * Uses the symbols by which the language changes what its operators do.
 *
 * Family: prototype pollution
 * Stopped by: RSP_SAFE_GLOBAL
 * Otherwise: meter | trap Symbol in this way | trap computed keys
 */
import { attempt } from "./witness.js";

attempt("species", () => {
  const odd = [1] as unknown as Record<symbol, unknown>;
  odd[Symbol.species] = () => [];
  return true;
});
attempt("hasInstance", () => {
  class Everything {
    static [Symbol.hasInstance](): boolean {
      return true;
    }
  }
  return (5 as unknown) instanceof Everything;
});
attempt("toPrimitive", () => {
  const odd = { [Symbol.toPrimitive]: () => "stolen" };
  return `${odd as unknown as string}` === "stolen";
});
