/**
 * Assigns to a procedure of an interface.
 *
 * Family: prototype pollution
 * Stopped by: RSP_SAFE_LINK
 * Otherwise: linker | no a link of its own
 */
import { Console } from "@respin/core";
import { attempt, saw } from "./witness.js";

attempt("a link of its own", () => {
  Console.Close = () => saw("closed");
  return false;
});
