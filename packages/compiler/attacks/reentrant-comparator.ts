/**
 * Sorts by a comparator that installs handlers, takes them out and raises events in the middle of the sort.
 *
 * Family: re-entrancy
 * Stopped by: nothing
 * Otherwise: it does no harm | no an odd list | sorted
 */
import { Dispatcher, type Installed, type Page, PhysAddr } from "@respin/core";
import { attempt, saw } from "./witness.js";

const installed: Installed[] = [];
let compared = 0;
const list = Array.from({ length: 300 }, (_, n) => (n * 7919) % 300);
list.sort((a, b) => {
  compared += 1;
  if (compared % 3 === 0) installed.push(Dispatcher.Install(PhysAddr.Repossess, (_page: Page) => {}));
  const last = compared % 2 === 0 ? installed.pop() : undefined;
  if (last !== undefined) Dispatcher.Uninstall(last);
  if (list.length !== 300) list.length = 0;
  list[compared % 300] = 5;
  return compared % 5 === 0 ? b - a : a - b;
});
attempt("an odd list", () => list.length !== 300);
for (const each of installed) Dispatcher.Uninstall(each);
saw(compared > 300 ? "sorted" : "odd");
