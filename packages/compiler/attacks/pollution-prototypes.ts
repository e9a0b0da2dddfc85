/**
 * Adds a property to what all arrays and objects inherit.
 *
 * Family: prototype pollution
 * Stopped by: RSP_SAFE_PROTOTYPE
 * Otherwise: meter | trap prototype
 */
import { attempt } from "./witness.js";

type Open = { prototype: Record<string, unknown> };

attempt("Object.prototype", () => {
  (Object as unknown as Open).prototype.stolen = 5;
  return true;
});
attempt("Array.prototype", () => {
  (Array as unknown as Open).prototype.push = () => 5;
  return true;
});
attempt("Map.prototype", () => {
  (Map as unknown as Open).prototype.get = () => 5;
  return true;
});
