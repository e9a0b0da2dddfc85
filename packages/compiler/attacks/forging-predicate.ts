/**
 * Has a function of its own say that a number is a page.
 *
 * Family: forging capabilities
 * Stopped by: RSP_SAFE_CAST
 * Otherwise: capability | RSP_PAGE
 */
import { type Page, PhysAddr } from "@respin/core";
import { attempt } from "./witness.js";

const isPage = (x: unknown): x is Page => x === 5;
const five: unknown = 5;
attempt("by a predicate", () => {
  if (isPage(five)) PhysAddr.Deallocate(five);
  return true;
});
