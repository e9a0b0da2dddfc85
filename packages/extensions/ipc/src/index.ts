export { ipcCalls } from "./calls.js";
export { Ipc } from "./interfaces.js";
