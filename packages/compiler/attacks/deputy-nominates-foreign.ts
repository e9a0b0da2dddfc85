/**
 * Nominates what is no page when one of its own is to be taken: nothing, a number, a look-alike, another capability.
 *
 * Family: confused deputies
 * Stopped by: RSP_SAFE_CAST
 * Otherwise: capability | asked
 */
import { Console, Dispatcher, type Page, PhysAddr } from "@respin/core";
import { saw } from "./witness.js";

const odd: unknown[] = [undefined, 5, { physAddr: "PhysAddr.T" }, Console.Open(), "page"];
let turn = 0;
Dispatcher.Install(PhysAddr.Reclaim, (): Page => {
  saw("asked");
  turn += 1;
  return odd[turn % odd.length] as Page;
});
