/**
 * Nominates a page that was taken or given back before, and the same page each time.
 *
 * Family: confused deputies
 * Stopped by: nothing
 * Otherwise: capability | asked
 */
import { Dispatcher, type Page, PhysAddr } from "@respin/core";
import { saw } from "./witness.js";

let first: Page | undefined;
Dispatcher.Install(PhysAddr.Reclaim, (candidate: Page): Page => {
  saw("asked");
  first ??= candidate;
  return first;
});
