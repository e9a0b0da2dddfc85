/**
 * Throws the same from a guard, which makes the raise fail with the guard's name.
 *
 * Family: hostile exceptions
 * Stopped by: nothing
 * Otherwise: bound | ejected from a guard for faults | reclaim: RSP_CAPABILITY
 */
import { Dispatcher, type Page, PhysAddr } from "@respin/core";
import { functional } from "@respin/linker";
import { loot } from "./witness.js";

class Odd {
  get held(): boolean {
    return this.deeper.held;
  }
  get deeper(): Odd {
    return this;
  }
  toString(): string {
    loot("it was made a text");
    return "odd";
  }
}
const odd = new Odd();
Dispatcher.Install(PhysAddr.Reclaim, (page: Page): Page => page, { guards: [functional((_page: Page) => odd.held)] });
