/**
 * Has itself replaced from a guard, which is to change nothing.
 *
 * Family: replacement
 * Given: operator
 * Replacement: replaced by itself
 * Stopped by: RSP_SAFE_FUNCTIONAL
 * Otherwise: it does no harm | handled
 */
import { Dispatcher, type MemoryFault, Translation } from "@respin/core";
import { functional } from "@respin/linker";
import { Operator } from "@attacks/interfaces";
import { saw } from "./witness.js";

let times = 0;
Dispatcher.Install(Translation.PageNotPresent, (_fault: MemoryFault) => saw("handled"), {
  order: "first",
  guards: [
    functional(() => {
      times += 1;
      if (times === 1) Operator.Replace();
      return true;
    }),
  ],
});
