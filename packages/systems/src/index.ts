export { boot } from "./boot.js";
export type { Application, ApplicationCounts, FileNumber } from "./application.js";
export { Crossings } from "./crossings.js";
export { systemCosts, systemNames } from "./profile.js";
export type { SystemName } from "./profile.js";
export { reservedFrames } from "./system.js";
export type { ApplicationDeclaration, System, SystemOptions } from "./system.js";
