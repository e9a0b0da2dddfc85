export { KernelThreads } from "./interfaces.js";
