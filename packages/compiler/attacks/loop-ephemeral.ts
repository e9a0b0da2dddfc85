/**
 * Runs for ever in a handler that may be ended: it is, and lives on until it has failed too often.
 *
 * Family: endless loops
 * Stopped by: nothing
 * Otherwise: bound | ejected from PhysAddr.Repossess for faults | reclaim: RSP_CAPABILITY
 */
import { Dispatcher, type Page, PhysAddr } from "@respin/core";
import { ephemeral } from "@respin/linker";

let turns = 0;
Dispatcher.Install(
  PhysAddr.Repossess,
  ephemeral((_page: Page) => {
    for (;;) turns = (turns + 1) % 7;
  }),
);
