/**
 * Installs and takes out handlers a thousand times, to make the list that others are in move.
 *
 * Family: uninstalling others' handlers
 * Stopped by: nothing
 * Otherwise: bound | moved
 */
import { Dispatcher, type Page, PhysAddr } from "@respin/core";
import { saw } from "./witness.js";

for (let n = 0; n < 300; n++) {
  const binding = Dispatcher.Install(PhysAddr.Reclaim, (page: Page) => page, { order: n % 2 === 0 ? "first" : "last" });
  Dispatcher.Uninstall(binding);
}
saw("moved");
