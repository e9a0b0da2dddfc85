/**
 * Asks for `this` where the language may say the world: at the top, in a function, in an arrow, in a getter.
 *
 * Family: reaching globals
 * Stopped by: RSP_SAFE_THIS
 * Otherwise: meter | no top | no function | no arrow | no getter | no callback
 */
import { attempt } from "./witness.js";

function self(this: unknown): unknown {
  return this;
}
const arrow = (): unknown => this;
const holder = {
  get self(): unknown {
    return self();
  },
};

attempt("top", () => this !== undefined);
attempt("function", () => self() !== undefined);
attempt("arrow", () => arrow() !== undefined);
attempt("getter", () => holder.self !== undefined);
attempt("callback", () => [5].map(self)[0] !== undefined);
