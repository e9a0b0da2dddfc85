export { BufferManager, CachedPages, MappedPages } from "./interfaces.js";
export type { OpenFile, PageList, PagingSetting, Pattern } from "./interfaces.js";
export { BufferManagerService } from "./buffer-manager.js";
export type { BufferManagerOptions } from "./buffer-manager.js";
export { BufferPool } from "./buffer-pool.js";
export type { Backing } from "./backing.js";
export type { Intent, PoolOptions } from "./buffer-pool.js";
export { storageBacking } from "./kernel-backing.js";
export type { KernelParts } from "./kernel-backing.js";
export type { FileKinds, KindsChoice } from "./kinds/kinds.js";
export { sqlitePageKind } from "./kinds/sqlite-page.js";
export type { ReadWords } from "./kinds/sqlite-page.js";
export type { MappedFile } from "./mapped-files.js";
export { kernelPolicyNames, NONE, PageKind, policies, policyNamed, policyNames, policyOf } from "./policy/index.js";
export type {
  LocalitySetChoice,
  Policy,
  PolicyChoice,
  PolicyFactory,
  PolicyName,
  PolicySetting,
  Slot,
} from "./policy/index.js";
export { logEntries } from "./reference-log.js";
export type { BlockRange } from "./write-order.js";
