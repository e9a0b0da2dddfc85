export {
  anything,
  callback,
  capability,
  data,
  event,
  flag,
  integer,
  list,
  nothing,
  oneOf,
  optional,
  real,
  record,
  text,
  tuple,
  words,
  work,
} from "./interface/types.js";
export type { Static, TypeToken } from "./interface/types.js";
export {
  declarationOf,
  defineInterface,
  isInterface,
  messageWords,
  operation,
  procedure,
  typed,
} from "./interface/interface.js";
export type {
  Client,
  Declaration,
  Interface,
  Procedure,
  ProcedureProperties,
  Procedures,
  Waiting,
} from "./interface/interface.js";
export { defineEvents } from "./events.js";
export type { Dispatching, Events } from "./events.js";
export { ExternalReferences } from "./external-references.js";
export { defineCapabilities, isCapability } from "./capability.js";
export type { Capabilities, Capability } from "./capability.js";
export { defaultLimits } from "./domain/account.js";
export type { Account, Balance, Holding, Limits } from "./domain/account.js";
export type { Domain } from "./domain/domain.js";
export { exportEvents, exportForEach } from "./domain/exports.js";
export { Linker } from "./domain/linker.js";
export type { CreateOptions, LinkerOptions } from "./domain/linker.js";
export type { Succession } from "./domain/succession.js";
export type { Exported, Importer, Link } from "./domain/links.js";
export { NameServer } from "./name-server.js";
export type { Import, ImportAuthorizer } from "./name-server.js";
export { hardenRealm } from "./confine/realm.js";
export { safeGlobals } from "./confine/globals.js";
export type { SafeGlobal } from "./confine/globals.js";
export { inspectObjectFile, readObjectFile, writeObjectFile } from "./object-file/object-file.js";
export type { Contents, Inspection, ObjectFile } from "./object-file/object-file.js";
export { readPublicKey, readSigningKey, writeKeyFiles } from "./object-file/key-files.js";
export { PublicKey, SigningKey, TrustedKeys } from "./object-file/keys.js";
export type { LinkedInterface, Manifest } from "./object-file/manifest.js";
export { ephemeral, functional, implement } from "./marks.js";
export type { Implementation } from "./marks.js";
