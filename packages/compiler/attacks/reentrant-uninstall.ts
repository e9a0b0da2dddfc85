/**
 * Takes its handler out while it runs, and the one behind it, and puts it back.
 *
 * Family: re-entrancy
 * Stopped by: nothing
 * Otherwise: capability | asked | RSP_CAPABILITY
 */
import { Dispatcher, type Installed, type Page, PhysAddr } from "@respin/core";
import { attempt, saw } from "./witness.js";

const installed: Installed[] = [];
const handler = (page: Page): Page => {
  saw("asked");
  for (const each of installed.splice(0)) Dispatcher.Uninstall(each);
  attempt("taken out again", () => {
    const binding = Dispatcher.Install(PhysAddr.Reclaim, handler);
    Dispatcher.Uninstall(binding);
    Dispatcher.Uninstall(binding);
    return true;
  });
  return page;
};
installed.push(Dispatcher.Install(PhysAddr.Reclaim, handler), Dispatcher.Install(PhysAddr.Reclaim, handler));
