/**
 * Calls a method with less than it asks for, through an interface that says it takes more.
 *
 * Family: forging capabilities
 * Stopped by: nothing
 * Otherwise: capability | RSP_PAGE
 */
import { type Page, PhysAddr } from "@respin/core";
import { attempt } from "./witness.js";

interface Taker {
  take(it: unknown): void;
}
class Giver {
  take(page: Page): void {
    PhysAddr.Deallocate(page);
  }
}
const taker: Taker = new Giver();
attempt("by a method", () => {
  taker.take(5);
  return true;
});
