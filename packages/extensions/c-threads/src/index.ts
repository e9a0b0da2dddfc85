export { cThreadCalls } from "./calls.js";
export { CThreads } from "./interfaces.js";
