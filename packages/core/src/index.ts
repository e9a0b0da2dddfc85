export {
  Console,
  PhysAddr,
  Scheduling,
  Strand as StrandInterface,
  Sync,
  Translation,
  Trap,
  VirtAddr,
  Volume,
} from "./interfaces.js";
export type {
  ConditionT,
  Context,
  FoundFile,
  MemoryClient,
  MemoryFault,
  MutexT,
  Page,
  Region,
  RegionExtent,
  SemaphoreT,
  StrandOffer,
  StrandT,
  SystemCall,
  VolumeFile,
} from "./interfaces.js";
export type { FrameCensus, MemoryUse } from "./phys-addr.js";
export type { FaultCounts } from "./translation.js";
export { Kernel } from "./kernel.js";
export { sameKernelCosts } from "./kernel-costs.js";
export { kernelSpace, Strand } from "./strand.js";
export type { Strands } from "./strand.js";
export { Condition, Mutex, Semaphore } from "./strands/sync.js";
export { RoundRobin } from "./strands/round-robin.js";
export { priorityMax, priorityMin, usualPriority } from "./strands/scheduler.js";
export type { Scheduler } from "./strands/scheduler.js";
export type { Program } from "./strands/programs.js";
export { Store } from "./store.js";
export type { FileDeclaration } from "./store.js";
export { Dispatcher } from "./extensions/dispatcher-interface.js";
export type { Installed, InstallOptions } from "./extensions/dispatcher-interface.js";
export { describeEjection } from "./extensions/ejection.js";
export type { Ejection } from "./extensions/ejection.js";
export type { ExtensionCensus } from "./extensions/census.js";
export { Extensions } from "./extensions/extensions.js";
export { extensionLibrary } from "./extensions/library.js";
export type { LoadOptions, ReplaceOptions } from "./extensions/extensions.js";
export { Handover } from "./extensions/handover.js";
export { ImportAuthorizer } from "./extensions/importing.js";
export type { Extension, ExtensionBalance, ExtensionState } from "./extensions/loaded.js";
export type { Grant } from "./extensions/holdings.js";
export type { KernelOptions } from "./kernel.js";
