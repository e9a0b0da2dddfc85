/**
 * Makes objects with the old key by JSON and by entries, which the checks let pass, and looks whether anything inherits
 * it.
 *
 * Family: prototype pollution
 * Stopped by: nothing
 * Otherwise: it does no harm | parsed is plain | made is plain | copy is plain | plain is plain
 */
import { saw } from "./witness.js";

const parsed: unknown = JSON.parse('{"__proto__":{"stolen":5}}');
const made = Object.fromEntries([["__proto__", { stolen: 5 }]]);
const copy = { ...made };
const plain: unknown = {};
for (const [what, value] of [["parsed", parsed], ["made", made], ["copy", copy], ["plain", plain]] as const) {
  const inherits = typeof value === "object" && value !== null && "stolen" in value;
  saw(`${what} ${inherits ? "inherits" : "is plain"}`);
}
