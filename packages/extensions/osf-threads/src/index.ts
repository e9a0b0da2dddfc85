export { osfThreadCalls } from "./calls.js";
export { OsfThreads } from "./interfaces.js";
