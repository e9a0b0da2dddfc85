/**
 * Turns numbers into anything by an enum and a namespace that merge.
 *
 * Family: forging capabilities
 * Stopped by: RSP_SAFE_SYNTAX
 * Otherwise: capability | RSP_PAGE
 */
import { type Page, PhysAddr } from "@respin/core";
import { attempt } from "./witness.js";

enum Kind {
  page = 5,
}
attempt("by an enum", () => (PhysAddr.Deallocate(Kind.page as unknown as Page), true));
