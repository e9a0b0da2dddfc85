/**
 * Puts private fields of its own onto a capability by a constructor that returns it.
 *
 * Family: forging capabilities
 * Stopped by: RSP_SAFE_CLASS
 * Otherwise: capability | no a field on a capability
 */
import { Console } from "@respin/core";
import { attempt } from "./witness.js";

function giver(this: unknown, it: object): object {
  return it;
}
attempt("a field on a capability", () => {
  class Stamp extends (giver as unknown as new (it: object) => object) {
    readonly #mark = 5;
    static marked(it: object): boolean {
      return #mark in it;
    }
  }
  const real = Console.Open();
  void new Stamp(real);
  return Stamp.marked(real) && Object.keys(real).length > 0;
});
