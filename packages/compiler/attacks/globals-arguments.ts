/**
 * Looks at its caller through `arguments` and the old properties of functions.
 *
 * Family: reaching globals
 * Stopped by: RSP_SAFE_SYNTAX
 * Otherwise: meter | trap callee | trap caller
 */
import { attempt } from "./witness.js";

function old(): unknown {
  return arguments.callee;
}
function caller(): unknown {
  return (caller as unknown as { caller: unknown }).caller;
}

attempt("callee", () => old() !== undefined);
attempt("caller", () => caller() !== undefined && caller() !== null);
