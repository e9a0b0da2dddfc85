/**
 * Throws an instance of a class of its own whose accessors and conversions run code, from a handler.
 *
 * Family: hostile exceptions
 * Stopped by: nothing
 * Otherwise: it does no harm | reclaim: object
 */
import { Dispatcher, type Page, PhysAddr } from "@respin/core";
import { loot } from "./witness.js";

class Odd extends Error {
  override get message(): string {
    loot("its message was read");
    throw new Odd("again");
  }
  override toString(): string {
    loot("it was made a text");
    return "odd";
  }
}
class Plain {
  get name(): string {
    loot("its name was read");
    return "odd";
  }
  toString(): string {
    loot("it was made a text");
    return "odd";
  }
}
let turn = 0;
Dispatcher.Install(PhysAddr.Reclaim, (_page: Page): Page => {
  turn += 1;
  if (turn % 2 === 0) throw new Odd("odd");
  throw new Plain();
});
