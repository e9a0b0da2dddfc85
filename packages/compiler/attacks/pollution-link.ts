/**
 * Changes a link, so that others who are linked to the same event call something else.
 *
 * Family: prototype pollution
 * Stopped by: RSP_SAFE_LINK
 * Otherwise: compartment | TypeError
 */
import { Console, PhysAddr } from "@respin/core";
import { attempt } from "./witness.js";

attempt("the raise of an event", () => {
  (Console.Write as unknown as { raise: unknown }).raise = () => undefined;
  return true;
});
attempt("the raise of an own procedure", () => {
  (PhysAddr.Pin as unknown as { raise: unknown }).raise = () => undefined;
  return true;
});
attempt("its name", () => {
  (PhysAddr.Reclaim as unknown as { name: unknown }).name = "stolen";
  return true;
});
