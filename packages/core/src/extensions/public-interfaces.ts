import type { Binding } from "@respin/dispatcher";
import { exportEvents, exportForEach, type Exported, type Importer } from "@respin/linker";
import type { Context } from "../interfaces.js";
import {
  Console,
  PhysAddr,
  Scheduling,
  Strand as StrandInterface,
  Sync,
  Translation,
  Trap,
  VirtAddr,
} from "../interfaces.js";
import type { Kernel } from "../kernel.js";
import type { Holder } from "../strands/holder.js";
import { Dispatcher } from "./dispatcher-interface.js";
import { HoldersOfExtensions } from "./holders.js";
import { Holdings } from "./holdings.js";
import type { Inside } from "./inside.js";
import { dispatcherFor, type Installer } from "./installing.js";
import type { Bindings, Loaded } from "./loaded.js";
import type { OperationMeter } from "./operation-meter.js";
import type { OwnAddresses } from "./own-addresses.js";
import { physAddrFor, strandFor } from "./own-procedures.js";
import { schedulingFor } from "./own-scheduling.js";
import { syncFor } from "./own-sync.js";

/** What there is about each importer. */
export interface Importers {
  readonly meter: OperationMeter;
  readonly installers: WeakMap<Binding, Installer>;
  readonly insideOf: (importer: Importer) => Inside;
  readonly loadedOf: (importer: Importer) => Loaded | undefined;
  readonly addressesOf: (importer: Importer) => OwnAddresses;
  /** A run of an extension's code failed, and nobody waits for it. */
  readonly failed: (inside: Inside, where: string, error: unknown) => void;
}

/**
 * The interfaces that every extension may import: the events of the core services, and in the place of those procedures that
 * have to know whom they work for, each importer's own.
 */
export function publicInterfaces(kernel: Kernel, importers: Importers): readonly Exported[] {
  const { console, storage, addresses, translation, strands, trap } = kernel;
  const { insideOf, loadedOf, addressesOf, failed } = importers;
  const holders = new HoldersOfExtensions(strands, kernel.dispatcher);
  const holderOf = (importer: Importer): Holder => holders.of(importer, loadedOf(importer));
  return [
    exportEvents(Console, console.events),
    exportEvents(PhysAddr, storage.events, (importer) => physAddrFor(insideOf(importer), storage)),
    exportEvents(VirtAddr, addresses.events, (importer) =>
      addressesOf(importer).virtAddrFor(importer.name, importer.account),
    ),
    exportEvents(Translation, translation.events, (importer) =>
      addressesOf(importer).translationFor(importer.name, importer.account),
    ),
    exportEvents(StrandInterface, strands.events, (importer) => {
      const granted = loadedOf(importer)?.granted.grant.contexts ?? [];
      const mayUse = (context: Context): boolean => granted.includes(context) || addressesOf(importer).made(context);
      return strandFor(insideOf(importer), strands, { holder: holderOf(importer), mayUse, failed });
    }),
    exportForEach(Scheduling, (importer) => schedulingFor(holderOf(importer), strands)),
    exportForEach(Sync, (importer) => syncFor(insideOf(importer), strands)),
    exportEvents(Trap, trap.events),
    dispatcherExport(kernel, importers, { ofAll: false }),
  ];
}

/** The Dispatcher, for handlers of what is an extension's own; or `ofAll`, for those of everybody's. */
export function dispatcherExport(
  kernel: Kernel,
  importers: Importers,
  { ofAll }: { readonly ofAll: boolean },
): Exported {
  const { dispatcher, declarations } = kernel;
  const { meter, installers, insideOf, loadedOf, failed } = importers;
  const installing = { dispatcher, declarations, meter, installers, failed };
  return exportForEach(Dispatcher, (importer) => {
    const loaded = loadedOf(importer);
    const holdings = loaded?.granted.holdings({ ofAll }) ?? new Holdings({}, { ofAll });
    const bindings: Bindings = loaded?.bindings ?? { all: new Map(), wait: false, over: false, holdings };
    bindings.holdings = holdings;
    return dispatcherFor(insideOf(importer), { ...installing, bindings });
  });
}
