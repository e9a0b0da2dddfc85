/**
 * Handles every fault there is, to get the strands and contexts of others.
 *
 * Family: confused deputies
 * Stopped by: nothing
 * Otherwise: capability | installed | a fault at 0
 */
import { Dispatcher, type MemoryFault, Translation } from "@respin/core";
import { saw } from "./witness.js";

const onFault = (fault: MemoryFault): void => {
  saw(`a fault at ${fault.address % 256}`);
};
Dispatcher.Install(Translation.PageNotPresent, onFault, { order: "first", cancel: true });
Dispatcher.Install(Translation.BadAddress, onFault, { order: "first", cancel: true });
Dispatcher.Install(Translation.ProtectionFault, onFault, { order: "first", cancel: true });
saw("installed");
