export { MachTask, type PagerMessage, type TaskSettings } from "./interfaces.js";
