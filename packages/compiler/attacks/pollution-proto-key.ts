/**
 * Sets the prototype by the old key, in a literal, by an assignment, and by what JSON makes.
 *
 * Family: prototype pollution
 * Stopped by: RSP_SAFE_PROTOTYPE
 * Otherwise: meter | trap __proto__ | no JSON | no entries | no spread
 */
import { attempt } from "./witness.js";

attempt("literal", () => {
  const odd = { __proto__: { stolen: 5 } } as unknown as { stolen?: number };
  return odd.stolen === 5 && ({} as { stolen?: number }).stolen === 5;
});
attempt("assignment", () => {
  const odd = {} as { __proto__: Record<string, number> };
  odd.__proto__.stolen = 5;
  return ({} as { stolen?: number }).stolen === 5;
});
attempt("JSON", () => {
  const odd = JSON.parse('{"__proto__":{"stolen":5}}') as { stolen?: number };
  return odd.stolen === 5;
});
attempt("entries", () => {
  const odd = Object.fromEntries([["__proto__", { stolen: 5 }]]) as { stolen?: number };
  return odd.stolen === 5;
});
attempt("spread", () => {
  const odd = { ...(JSON.parse('{"__proto__":{"stolen":5}}') as object) } as { stolen?: number };
  return odd.stolen === 5;
});
