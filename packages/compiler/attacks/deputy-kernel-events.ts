/**
 * Tries to intercept what the console, the storage and the scheduler do for others.
 *
 * Family: confused deputies
 * Stopped by: nothing
 * Otherwise: capability | RSP_DISPATCH_AUTHORITY | no unblock
 */
import { Console, Dispatcher, PhysAddr, StrandInterface as Strand } from "@respin/core";
import { attempt, loot } from "./witness.js";

attempt("console", () => {
  Dispatcher.Install(Console.Write, () => loot("read what others write"), { order: "first" });
  return true;
});
attempt("deallocation", () => {
  Dispatcher.Install(PhysAddr.Deallocate, () => loot("saw a page of others"), { order: "first" });
  return true;
});
attempt("pin", () => {
  Dispatcher.Install(PhysAddr.Write, () => loot("saw the words of others"), { order: "first" });
  return true;
});
attempt("unblock", () => {
  // It may: for strands that it holds, behind the kernel's own procedure.
  Dispatcher.Install(Strand.Unblock, () => loot("kept others asleep"), { order: "first", cancel: true });
  return false;
});
