export { vmCalls } from "./calls.js";
export { Timer, VmWorkload } from "./interfaces.js";
export type { VmAnswer } from "./interfaces.js";
