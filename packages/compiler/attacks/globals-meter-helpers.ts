/**
 * Fills the names that the meter could choose for its helpers, and gives itself operations.
 *
 * Family: reaching globals
 * Stopped by: RSP_TYPE
 * Otherwise: compiler | build: RSP_OBJECT_MANIFEST
 */
import { attempt } from "./witness.js";

attempt("meter", () => {
  $fuel.left = 1e15;
  $$fuel.left = 1e15;
  m$fuel.left = 1e15;
  _fuel.left = 1e15;
  return true;
});
