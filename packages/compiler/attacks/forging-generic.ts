/**
 * Makes a type variable that appears only in a result, which any caller may choose.
 *
 * Family: forging capabilities
 * Stopped by: nothing
 * Otherwise: capability | RSP_PAGE
 */
import { type Page, PhysAddr } from "@respin/core";
import { attempt } from "./witness.js";

class Box<T> {
  readonly #held: T[] = [];
  put(it: T): void {
    this.#held.push(it);
  }
  take(): T {
    return this.#held[0];
  }
}
attempt("by an empty box", () => (PhysAddr.Deallocate(new Box<Page>().take()), true));
attempt("by a box of a wider type", () => {
  const pages = new Box<Page>();
  const wider: Box<unknown> = pages;
  wider.put(5);
  PhysAddr.Deallocate(pages.take());
  return true;
});
