/**
 * Names what objects inherit, which a scope that is an object would have, too.
 *
 * Family: reaching globals
 * Stopped by: RSP_TYPE
 * Otherwise: compiler | build: RSP_OBJECT_MANIFEST
 */
import { attempt } from "./witness.js";

attempt("toString", () => toString() !== "");
attempt("hasOwnProperty", () => hasOwnProperty !== undefined);
attempt("valueOf", () => valueOf() !== undefined);
attempt("constructor", () => constructor !== undefined);
attempt("__proto__", () => __proto__ !== undefined);
