export { CHROMIUM, faint, invisible, LOOKS, openAll, overflowing, unreachable, visit } from "./visits.js";
export type { Look, Visit } from "./visits.js";
