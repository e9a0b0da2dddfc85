/**
 * Runs for ever in a handler with a strand of its own.
 *
 * Family: endless loops
 * Stopped by: nothing
 * Otherwise: bound | ejected from PhysAddr.Repossess for operations
 */
import { Dispatcher, type Page, PhysAddr } from "@respin/core";

let turns = 0;
Dispatcher.Install(
  PhysAddr.Repossess,
  (_page: Page) => {
    for (;;) turns = (turns + 1) % 7;
  },
  { mode: "asynchronous" },
);
