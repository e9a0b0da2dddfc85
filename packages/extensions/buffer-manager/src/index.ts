export { BufferManager, BufferManagerService } from "./buffer-manager.js";
export type { BufferManagerOptions, OpenFile, PageList, Pattern } from "./buffer-manager.js";
export { BufferPool } from "./buffer-pool.js";
export type { Backing, BlockRange, Intent, PoolCounts, PoolOptions } from "./buffer-pool.js";
export { BufferManagerExtension, storageBacking } from "./kernel-extension.js";
export type { Linkage, MappedFile } from "./kernel-extension.js";
export { kernelPolicies, NONE, PageKind, policies, policyNames } from "./policy/index.js";
export type { Policy, PolicyFactory, PolicySetting, Slot } from "./policy/index.js";
export { logEntries } from "./reference-log.js";
