import { Dispatcher, PhysAddr, Translation } from "@respin/core";
import { functional } from "@respin/linker";

/** Handlers of everybody's paging events, which change nothing: what they cost is what being extensible costs. */
const always = { guards: [functional(() => true)], order: "first" } as const;

Dispatcher.Install(Translation.PageNotPresent, () => {}, always);
Dispatcher.Install(PhysAddr.Reclaim, (candidate) => candidate, always);
Dispatcher.Install(PhysAddr.Repossess, () => {}, always);
