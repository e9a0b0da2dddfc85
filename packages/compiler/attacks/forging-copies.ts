/**
 * Copies a capability by spreading it, which types let pass if the brand is optional.
 *
 * Family: forging capabilities
 * Stopped by: nothing
 * Otherwise: capability | RSP_CAPABILITY
 */
import { Console } from "@respin/core";
import { attempt } from "./witness.js";

attempt("copy", () => {
  Console.Write({ ...Console.Open() }, "LOOT by a copy");
  return true;
});
