/**
 * Takes the maker of generators from a generator, and makes one that nobody metered.
 *
 * Family: reaching globals
 * Stopped by: RSP_SAFE_PROTOTYPE
 * Otherwise: meter | trap constructor | trap prototype
 */
import { attempt } from "./witness.js";

function* plain(): Generator<number> {
  yield 1;
}

attempt("maker of generators", () => {
  const make = plain.constructor as (text: string) => () => Generator<unknown>;
  return make("yield globalThis")().next().value !== undefined;
});
attempt("prototype of generators", () => {
  const { prototype } = plain as unknown as { prototype: { next?: unknown } };
  return prototype !== undefined;
});
