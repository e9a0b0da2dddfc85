/**
 * Pins the candidate when it is asked, and every page when it is taken, so that none can be.
 *
 * Family: re-entrancy
 * Stopped by: nothing
 * Otherwise: capability | no pinned | reclaim: RSP_MEMORY_EXHAUSTED
 */
import { Dispatcher, type Page, PhysAddr } from "@respin/core";
import { attempt } from "./witness.js";

Dispatcher.Install(PhysAddr.Reclaim, (page: Page): Page => {
  attempt("pinned", () => (PhysAddr.Pin(page), false));
  return page;
});
