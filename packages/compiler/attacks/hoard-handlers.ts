/**
 * Installs handlers until it may install no more.
 *
 * Family: hoarding
 * Stopped by: nothing
 * Otherwise: bound | RSP_LIMIT
 */
import { Dispatcher, type Page, PhysAddr } from "@respin/core";
import { attempt } from "./witness.js";

attempt("without end", () => {
  for (;;) Dispatcher.Install(PhysAddr.Reclaim, (page: Page) => page);
});
