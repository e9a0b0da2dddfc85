/**
 * Changes the classes that the extension library shares among all extensions.
 *
 * Family: prototype pollution
 * Stopped by: RSP_SAFE_LINK
 * Otherwise: compartment | TypeError | trap prototype
 */
import { RespinError } from "@respin/hardware";
import { ExternalReferences, functional } from "@respin/linker";
import { attempt } from "./witness.js";

attempt("a static of RespinError", () => {
  (RespinError as unknown as { stolen: number }).stolen = 5;
  return true;
});
attempt("a static of ExternalReferences", () => {
  (ExternalReferences as unknown as { stolen: number }).stolen = 5;
  return true;
});
attempt("a property of a mark", () => {
  (functional as unknown as { stolen: number }).stolen = 5;
  return true;
});
attempt("the prototype of RespinError", () => {
  (RespinError as unknown as { prototype: { toString: unknown } }).prototype.toString = () => "stolen";
  return true;
});
attempt("the prototype of ExternalReferences", () => {
  (ExternalReferences as unknown as { prototype: { resolve: unknown } }).prototype.resolve = () => "stolen";
  return true;
});
