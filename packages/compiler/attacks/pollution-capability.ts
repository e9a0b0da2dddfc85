/**
 * Changes what all capabilities have in common, and one capability itself.
 *
 * Family: prototype pollution
 * Stopped by: RSP_SAFE_PROTOTYPE
 * Otherwise: compartment | TypeError | trap __proto__
 */
import { Console } from "@respin/core";
import { attempt } from "./witness.js";

const terminal = Console.Open() as unknown as { __proto__: Record<string, unknown>; stolen: unknown };

attempt("one capability", () => {
  terminal.stolen = 5;
  return true;
});
attempt("what all have", () => {
  terminal.__proto__.stolen = 5;
  return true;
});
attempt("its prototype's text", () => {
  terminal.__proto__.toString = () => "stolen";
  return true;
});
