/**
 * Installs handlers on what is no event, and on events that are the kernel's own business.
 *
 * Family: confused deputies
 * Stopped by: RSP_SAFE_CAST
 * Otherwise: capability | RSP_DISPATCH_FOREIGN | RSP_DISPATCH_AUTHORITY
 */
import { Console, Dispatcher, PhysAddr, StrandInterface as Strand, Translation, VirtAddr } from "@respin/core";
import { attempt, loot } from "./witness.js";

const install = (event: unknown): boolean => {
  Dispatcher.Install(event as () => void, () => loot("handled it"), { order: "first", cancel: true });
  return true;
};

attempt("number", () => install(5));
attempt("look-alike", () => install({ raise: () => undefined, name: "PhysAddr.Reclaim" }));
attempt("own procedure", () => install(PhysAddr.Allocate));
attempt("deallocation", () => install(PhysAddr.Deallocate));
attempt("modified", () => install(PhysAddr.Modified));
attempt("words", () => install(PhysAddr.Write));
attempt("console", () => install(Console.Write));
attempt("open console", () => install(Console.Open));
attempt("mapping", () => install(Translation.AddMapping));
attempt("space", () => install(Translation.Create));
attempt("addresses", () => install(VirtAddr.Allocate));
attempt("start", () => install(Strand.Start));
attempt("the dispatcher", () => install(Dispatcher.Install));
