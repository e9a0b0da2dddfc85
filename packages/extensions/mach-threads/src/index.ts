export { machThreadCalls } from "./calls.js";
export { MachThreads } from "./interfaces.js";
