/**
 * Throws what is no error: undefined, a number, a text, a function, a list, from a handler in turn.
 *
 * Family: hostile exceptions
 * Stopped by: nothing
 * Otherwise: it does no harm | throws a thing of the kind object | reclaim: object
 */
import { Dispatcher, type Page, PhysAddr } from "@respin/core";
import { saw } from "./witness.js";

const odd: readonly unknown[] = [undefined, null, 5, "text", () => 5, [], {}];
let turn = 0;
Dispatcher.Install(PhysAddr.Reclaim, (_page: Page): Page => {
  turn += 1;
  saw(`throws a thing of the kind ${typeof odd[turn % odd.length]}`);
  throw odd[turn % odd.length];
});
