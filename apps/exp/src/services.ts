/** The services of a repository, for whatever command starts, stops or asks them. */
export { readServices, startServices, stopServices } from "./services/start.js";
export type { RunningServices, StartOptions } from "./services/start.js";
