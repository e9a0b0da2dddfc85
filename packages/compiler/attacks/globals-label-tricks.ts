/**
 * Uses labels, blocks that look like records and a `with`-like scope to change what a name means.
 *
 * Family: reaching globals
 * Stopped by: RSP_SAFE_SYNTAX
 * Otherwise: it does no harm | no hoisted
 */
import { attempt } from "./witness.js";

var undefined_: unknown;
eval_: {
  constructor_: for (const name of ["process"]) {
    if (name === "") break eval_;
    continue constructor_;
  }
}
attempt("hoisted", () => undefined_ !== undefined);
