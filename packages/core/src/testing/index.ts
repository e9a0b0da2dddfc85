export { builtExtension, smallPages } from "./built-extension.js";
export type { BuiltExtension } from "./built-extension.js";
export { UserProgram } from "./user-program.js";
