/**
 * Guesses the names that the linker's frame and the meter's helpers have around the text.
 *
 * Family: reaching globals
 * Stopped by: RSP_TYPE
 * Otherwise: compartment | load: RSP_CONFINE
 */
import { attempt } from "./witness.js";

attempt("library", () => library !== undefined);
attempt("fuel", () => fuel !== undefined);
attempt("out", () => out !== undefined);
attempt("links", () => link !== undefined);
attempt("run", () => run !== undefined);
attempt("harden", () => harden !== undefined);
attempt("Compartment", () => Compartment !== undefined);
attempt("lockdown", () => lockdown !== undefined);
