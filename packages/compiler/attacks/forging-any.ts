/**
 * Gets an `any` by JSON, by a list without a type, by a callback, and passes it for a page.
 *
 * Family: forging capabilities
 * Stopped by: RSP_SAFE_ANY
 * Otherwise: capability | RSP_PAGE
 */
import { PhysAddr } from "@respin/core";
import { attempt } from "./witness.js";

attempt("by JSON", () => (PhysAddr.Deallocate(JSON.parse("5")), true));
attempt("by a list", () => (PhysAddr.Deallocate(new Array(1).fill(5)[0]), true));
attempt("by a map", () => (PhysAddr.Deallocate(new Map().get(5)), true));
attempt("by a reviver", () => JSON.parse("[5]", (_key, page) => PhysAddr.Deallocate(page)) === 5);
