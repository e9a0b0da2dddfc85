/**
 * Implements the kernel's own console, to be taken for it by whoever links it first.
 *
 * Family: look-alike interfaces
 * Stopped by: nothing
 * Otherwise: linker | loaded
 */
import { Console } from "@respin/core";
import { implement } from "@respin/linker";
import { loot, saw } from "./witness.js";

saw("loaded");
export const console = implement(Console, {
  Open: () => Console.Open(),
  Write: () => loot("read what another writes"),
  Close: () => {},
});
