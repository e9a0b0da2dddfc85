export { PhysAddr, Strand as StrandInterface, Translation, VirtAddr, Volume } from "./interfaces.js";
export type { Context, MemoryClient, MemoryFault, Page, Region, StrandT, VolumeFile } from "./interfaces.js";
export { Kernel } from "./kernel.js";
export { kernelSpace, Strand } from "./strand.js";
export type { Strands } from "./strand.js";
export { Store } from "./store.js";
export type { FileDeclaration } from "./store.js";
