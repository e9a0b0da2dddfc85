/**
 * Throws something hostile from a guard.
 *
 * Family: hostile exceptions
 * Stopped by: RSP_SAFE_FUNCTIONAL
 * Otherwise: bound | ejected from a guard for faults | reclaim: RSP_CAPABILITY
 */
import { Dispatcher, type Page, PhysAddr } from "@respin/core";
import { functional } from "@respin/linker";
import { loot } from "./witness.js";

class Odd {
  get message(): string {
    loot("its message was read");
    return "odd";
  }
  get name(): string {
    loot("its name was read");
    return "odd";
  }
  toString(): string {
    loot("it was made a text");
    return "odd";
  }
}
Dispatcher.Install(PhysAddr.Reclaim, (page: Page): Page => page, {
  guards: [
    functional((_page: Page) => {
      throw new Odd();
    }),
  ],
});
