/**
 * Gives the candidate back, and then nominates it.
 *
 * Family: re-entrancy
 * Stopped by: nothing
 * Otherwise: capability | RSP_PAGE | nominates it
 */
import { Dispatcher, type Page, PhysAddr } from "@respin/core";
import { attempt, saw } from "./witness.js";

Dispatcher.Install(PhysAddr.Reclaim, (page: Page): Page => {
  PhysAddr.Deallocate(page);
  attempt("twice", () => (PhysAddr.Deallocate(page), true));
  saw("nominates it");
  return page;
});
