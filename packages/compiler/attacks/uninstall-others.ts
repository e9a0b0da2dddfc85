/**
 * Takes out handlers by look-alikes of bindings, by the kernel's own, and by numbers.
 *
 * Family: uninstalling others' handlers
 * Stopped by: RSP_SAFE_CAST
 * Otherwise: capability | RSP_CAPABILITY
 */
import { Console, Dispatcher, type Installed, type Page, PhysAddr } from "@respin/core";
import { attempt } from "./witness.js";

const out = (odd: unknown): boolean => {
  Dispatcher.Uninstall(odd as Installed);
  return true;
};
attempt("number", () => out(0));
attempt("event", () => out(PhysAddr.Reclaim));
attempt("terminal", () => out(Console.Open()));
attempt("copy", () => out({ ...Dispatcher.Install(PhysAddr.Reclaim, (page: Page) => page) }));
attempt("look-alike", () => out({ event: "PhysAddr.Reclaim", module: "PhysAddr", name: "the intrinsic handler", installed: true }));
