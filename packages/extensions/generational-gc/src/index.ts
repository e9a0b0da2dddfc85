export { GenerationalHeap, type HeapPlace, type Barrier, type Memory } from "./heap.js";
export { WriteBarrier } from "./interfaces.js";
