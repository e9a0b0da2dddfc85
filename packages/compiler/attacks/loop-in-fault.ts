/**
 * Runs for ever in a handler of its own application's faults.
 *
 * Family: endless loops
 * Stopped by: nothing
 * Otherwise: bound | ejected from Translation.PageNotPresent for operations
 */
import { Dispatcher, Translation } from "@respin/core";

let turns = 0;
Dispatcher.Install(
  Translation.PageNotPresent,
  () => {
    for (;;) turns = (turns + 1) % 7;
  },
  { order: "first", cancel: true },
);
