/**
 * Uses a variable and a field before they have been given anything.
 *
 * Family: forging capabilities
 * Stopped by: nothing
 * Otherwise: compartment | ReferenceError | no a field before its turn
 */
import { type Page, PhysAddr } from "@respin/core";
import { attempt } from "./witness.js";

const early = (): Page => late();
attempt("before its declaration", () => (PhysAddr.Deallocate(early()), true));
class Held {
  readonly seen = this.show();
  readonly page: { readonly of: () => Page } = { of: early };
  show(): string {
    return typeof this.page;
  }
}
attempt("a field before its turn", () => new Held().seen !== "undefined");
const late = (): Page => pages[0];
const pages: Page[] = [];
