import { exportForEach, type Exported } from "@respin/linker";
import { Volume } from "../interfaces.js";
import type { Kernel } from "../kernel.js";
import { dispatcherExport, type Importers } from "./public-interfaces.js";
import { wholeVolumeFor } from "./volume-for.js";

/**
 * The interfaces of the kernel's own drivers. Each does what the one of its name does that other extensions have, without
 * what narrows that to their own:
 *
 * - `Volume`: every file of the volume and all of its blocks, whether or not they were looked up.
 * - `Dispatcher`: handlers of the faults, `Reclaim` and `Repossess` of everybody, with no guard imposed. What no extension
 *   handles, no driver handles either; and what is installed is in the driver's account, and goes with it.
 */
export function privateInterfaces(kernel: Kernel, importers: Importers): readonly Exported[] {
  const volume = kernel.store.service(kernel.storage);
  return [
    exportForEach(Volume, (importer) => wholeVolumeFor(importers.insideOf(importer), volume)),
    dispatcherExport(kernel, importers, { ofAll: true }),
  ];
}
