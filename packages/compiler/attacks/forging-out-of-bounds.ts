/**
 * Takes a capability from where a list has none, and from where a record may have none.
 *
 * Family: forging capabilities
 * Stopped by: nothing
 * Otherwise: capability | RSP_PAGE
 */
import { type Page, PhysAddr } from "@respin/core";
import { attempt } from "./witness.js";

const pages: Page[] = [];
attempt("past the end", () => (PhysAddr.Deallocate(pages[5]), true));
attempt("before the start", () => (PhysAddr.Zero(pages[-1]), true));
attempt("at no number", () => (PhysAddr.Zero(pages[NaN]), true));
const named: Record<string, Page> = {};
attempt("of no name", () => {
  const { missing } = named;
  PhysAddr.Clean(missing);
  return true;
});
