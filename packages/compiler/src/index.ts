export { build, compile, compilerName, Violations } from "./build.js";
export type { BuildOptions, Compiled } from "./build.js";
export type { Violation } from "./check/violation.js";
