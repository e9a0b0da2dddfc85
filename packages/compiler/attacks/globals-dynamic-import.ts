/**
 * Loads a module of the host's while it runs.
 *
 * Family: reaching globals
 * Stopped by: RSP_SAFE_EVAL
 * Otherwise: compartment | load: RSP_CONFINE
 */
import { attempt } from "./witness.js";

attempt("host module", () => import("node:fs" as string) !== undefined);
