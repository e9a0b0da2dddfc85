/**
 * Passes an object of its own for an interface, so that what is called is its own.
 *
 * Family: look-alike interfaces
 * Stopped by: RSP_SAFE_LINK
 * Otherwise: it does no harm | its own | no an interface as a value
 */
import { Console, PhysAddr as Storage } from "@respin/core";
import { attempt, saw } from "./witness.js";

const PhysAddr = { Deallocate: (_page: unknown) => saw("its own") };
PhysAddr.Deallocate(5);
attempt("an interface as a value", () => {
  const all: unknown = Storage;
  return typeof all !== "string" || typeof (Console as unknown) !== "string";
});
