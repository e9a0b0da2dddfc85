/**
 * Gives classes of its own members with the names that the language looks for, and hands them to the kernel.
 *
 * Family: prototype pollution
 * Stopped by: nothing
 * Otherwise: it does no harm | toJSON | no JSON calls it | toString | no text calls it | no the console calls it
 */
import { Console } from "@respin/core";
import { attempt, saw } from "./witness.js";

class Odd {
  readonly physAddr: number = 5;
  toJSON(): string {
    saw("toJSON");
    return "odd";
  }
  toString(): string {
    saw("toString");
    return "odd";
  }
  valueOf(): number {
    saw("valueOf");
    return 5;
  }
}
const odd = new Odd();
attempt("JSON calls it", () => JSON.stringify(odd) === "{}");
attempt("text calls it", () => `${odd}` === "[object Object]");
attempt("the console calls it", () => {
  Console.Write(Console.Open(), `${odd}`);
  return odd.physAddr !== 5;
});
