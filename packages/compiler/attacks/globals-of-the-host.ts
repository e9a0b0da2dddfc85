/**
 * Names what the host adds to the language.
 *
 * Family: reaching globals
 * Stopped by: RSP_TYPE
 * Otherwise: compartment | load: RSP_CONFINE
 */
import { attempt } from "./witness.js";

attempt("process", () => process !== undefined);
attempt("require", () => require("fs") !== undefined);
attempt("console", () => console !== undefined);
attempt("setTimeout", () => setTimeout(() => {}, 0) !== undefined);
attempt("Buffer", () => Buffer.from("x") !== undefined);
attempt("module", () => module !== undefined);
attempt("fetch", () => fetch !== undefined);
