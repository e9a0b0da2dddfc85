export {
  capability,
  defineInterface,
  flag,
  integer,
  messageWords,
  nothing,
  operation,
  procedure,
  text,
} from "./interface.js";
export type { Client, Interface, Procedure, TypeToken, Waiting } from "./interface.js";
export { defineEvents } from "./events.js";
export type { Dispatching, Events } from "./events.js";
export { ExternalReferences } from "./external-references.js";
