import { harden } from "../confine/realm.js";
import type { Procedure } from "./program.js";

/**
 * A procedure that does the same, and whose generators have nothing in common that one caller could change for the others: a
 * generator inherits from an object of the function that it is made by, and that need not be the procedure itself.
 */
export function withFrozenGenerators(procedure: Procedure): Procedure {
  return harden((...args: never[]): unknown => {
    const made = procedure(...args);
    if (typeof made === "object" && made !== null) Object.freeze(Object.getPrototypeOf(made));
    return made;
  });
}
