/**
 * Hides a name in the default of a parameter, in a pattern, and in a key that is computed.
 *
 * Family: reaching globals
 * Stopped by: RSP_SAFE_EVAL
 * Otherwise: compartment | load: RSP_CONFINE
 */
import { attempt } from "./witness.js";

const hidden = (make: unknown = Function): unknown => make;
const pattern = ({ of = eval }: { of?: unknown }): unknown => of;

attempt("default", () => hidden() !== undefined);
attempt("pattern", () => pattern({}) !== undefined);
