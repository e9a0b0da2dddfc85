/**
 * Puts a number into a list of capabilities through a wider type of the same list: types are unsound there.
 *
 * Family: forging capabilities
 * Stopped by: nothing
 * Otherwise: capability | RSP_PAGE
 */
import { type Page, PhysAddr } from "@respin/core";
import { attempt } from "./witness.js";

const pages: Page[] = [];
const wider: unknown[] = pages;
wider.push(5, "page", { physAddr: "PhysAddr.T" });
for (const page of pages) attempt("by a list", () => (PhysAddr.Deallocate(page), true));
