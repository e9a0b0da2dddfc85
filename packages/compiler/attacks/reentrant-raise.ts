/**
 * Raises the event again from its handler, once.
 *
 * Family: re-entrancy
 * Stopped by: nothing
 * Otherwise: it does no harm | raised again
 */
import { Dispatcher, type Page, PhysAddr } from "@respin/core";
import { saw } from "./witness.js";

let inside = false;
Dispatcher.Install(PhysAddr.Reclaim, (page: Page): Page => {
  if (inside) return page;
  inside = true;
  saw("raised again");
  const answer = PhysAddr.Reclaim(page);
  inside = false;
  return answer;
});
