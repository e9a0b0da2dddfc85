/**
 * Installs a handler in the handler, each time.
 *
 * Family: re-entrancy
 * Stopped by: nothing
 * Otherwise: bound | RSP_LIMIT
 */
import { Dispatcher, type Page, PhysAddr } from "@respin/core";
import { attempt } from "./witness.js";

const again = (page: Page): Page => {
  attempt("one more", () => {
    for (;;) Dispatcher.Install(PhysAddr.Reclaim, again);
  });
  return page;
};
Dispatcher.Install(PhysAddr.Reclaim, again);
