/**
 * Extends the language's classes, with a `Symbol.species` of its own and with methods that the language calls.
 *
 * Family: prototype pollution
 * Stopped by: RSP_SAFE_CLASS
 * Otherwise: meter | load: trap Array as a value
 */
import { attempt } from "./witness.js";

class Odd extends Array<number> {
  override map(): never {
    throw new Error("stolen");
  }
}
class Words extends Int32Array {
  override set(): void {}
}

attempt("a class of arrays", () => new Odd().length !== 0);
attempt("a class of words", () => new Words(4).length !== 4);
