/**
 * Answers with records of every odd kind: with iterators, conversions and lengths that run code.
 *
 * Family: hostile exceptions
 * Stopped by: nothing
 * Otherwise: it does no harm
 */
import { implement } from "@respin/linker";
import { Oracle } from "@attacks/interfaces";
import { loot } from "./witness.js";

class Odd {
  get length(): number {
    loot("its length was asked");
    return 4_294_967_295;
  }
  toString(): string {
    loot("it was made a text");
    return "odd";
  }
  toJSON(): string {
    loot("it was written");
    return "odd";
  }
  *[Symbol.iterator](): Generator<number> {
    for (;;) yield 5;
  }
}
export const oracle = implement(Oracle, { Ask: () => new Odd() });
