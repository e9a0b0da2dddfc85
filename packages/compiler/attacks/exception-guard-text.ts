/**
 * Returns from a guard what is no answer: a record that runs code when it is made one.
 *
 * Family: hostile exceptions
 * Stopped by: RSP_SAFE_CAST
 * Otherwise: capability
 */
import { Dispatcher, type Page, PhysAddr } from "@respin/core";
import { functional } from "@respin/linker";
import { loot, saw } from "./witness.js";

const odd = { valueOf: () => (loot("it was asked"), true), toString: () => (loot("it was asked"), "true") };
Dispatcher.Install(
  PhysAddr.Reclaim,
  (page: Page): Page => {
    saw("let through");
    return page;
  },
  { guards: [functional((_page: Page) => odd as unknown as boolean)] },
);
