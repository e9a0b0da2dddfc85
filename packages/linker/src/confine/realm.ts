import { createRequire } from "node:module";
import { DispatchError, NoHandlerInvoked, OutOfFuel } from "@respin/dispatcher";
import { RespinError } from "@respin/hardware";
import type { Harden, RepairOptions } from "ses";
import { freezeKeepingStoresFast, makePrototypesFast } from "./prototypes.js";
import { detachFromStacks, hideStacks } from "./stacks.js";
import type { ErrorClass } from "./stacks.js";

const load = createRequire(import.meta.url);

/**
 * Every option of ses is named here: what is left out, ses takes from `LOCKDOWN_*` environment variables, and whoever
 * starts the process could turn the hardening off.
 */
const options: Required<Omit<RepairOptions, "dateTaming" | "mathTaming">> = {
  // Stack traces are empty: they would name the kernel's files and functions.
  errorTaming: "safe",
  stackFiltering: "concise",
  // The kernel's own: its console, its handlers of uncaught errors, its locale, and node:domain if something loads it.
  consoleTaming: "unsafe",
  errorTrapping: "none",
  unhandledRejectionTrapping: "none",
  localeTaming: "unsafe",
  domainTaming: "unsafe",
  // Code written without hardening in mind assigns `x.toString = ...`; a frozen prototype would refuse that.
  overrideTaming: "severe",
  overrideDebug: [],
  evalTaming: "safe-eval",
  regExpTaming: "safe",
  legacyRegeneratorRuntimeTaming: "safe",
  reporting: "none",
  __hardenTaming__: "safe",
};

export interface HardenedRealm {
  readonly harden: Harden;
  readonly Compartment: typeof Compartment;
}

/** Undefined: as the process started. "broken": the hardening failed half-way, and nothing may be confined any more. */
let realm: HardenedRealm | "broken" | undefined;

/**
 * Harden this process's realm, so that code in a compartment finds nothing of the language to change and no way out of it:
 * every intrinsic is frozen, function constructors are inert, errors have no stacks. About 40 ms, most of it to load ses;
 * a process that never calls it pays nothing. Calls after the first do nothing. It cannot be undone, so it comes before the first
 * extension is loaded, and after whatever wants to patch the language (a polyfill).
 *
 * Throws RSP_CONFINE_REALM where the realm cannot be hardened: somebody has frozen or replaced intrinsics before.
 *
 * Invariant L10: after `hardenRealm`, every object that the language itself gives to evaluated code is frozen.
 *   Kept by: ses, which freezes all that is reachable from the intrinsics, over `freezeKeepingStoresFast`.
 *   Attacked by: reachable.test.ts, pollution.test.ts
 */
export function hardenRealm(): void {
  if (realm === "broken") throw new RespinError("RSP_CONFINE_REALM", brokenMessage);
  if (realm !== undefined) return;
  realm = "broken";
  realm = lockDown();
  for (const errorClass of [RespinError, DispatchError, NoHandlerInvoked, OutOfFuel]) hardenErrorClass(errorClass);
}

const brokenMessage =
  "the realm: hardening it failed before and left it half-done; start a new process and mend the first failure";

/** What the hardened realm offers. Throws RSP_CONFINE_REALM before `hardenRealm`. */
export function hardenedRealm(): HardenedRealm {
  if (realm === "broken") throw new RespinError("RSP_CONFINE_REALM", brokenMessage);
  if (realm === undefined)
    throw new RespinError("RSP_CONFINE_REALM", "the realm: it is not hardened yet; call hardenRealm() first");
  return realm;
}

/**
 * Freeze a value and all that can be reached from it, so that it can be handed to an extension: functions with their
 * `prototype`, records, classes. Not for what has state in ordinary properties: that would be frozen too.
 * Throws RSP_CONFINE_REALM before `hardenRealm`.
 */
export function harden<T>(value: T): T {
  return hardenedRealm().harden(value);
}

/**
 * Let instances of an error class be thrown into extensions. Whoever catches one can reach its class and what that extends,
 * which is V8's own Error, with its view of the stack, unless the class is told otherwise; and could change the class for everyone.
 * The errors of the hardware and the dispatcher are done by `hardenRealm`. Throws RSP_CONFINE_REALM before it.
 */
export function hardenErrorClass(errorClass: ErrorClass): void {
  hardenedRealm();
  detachFromStacks(errorClass);
  harden(errorClass);
}

function lockDown(): HardenedRealm {
  // A second copy of this module in the process, such as the built one beside the source in a test.
  if (isHardenedByUs()) return { harden: globalThis.harden, Compartment };
  try {
    loadSes();
    globalThis.repairIntrinsics(options);
    removeWhatLeadsOut();
    hideStacks();
    globalThis.hardenIntrinsics();
  } catch (error) {
    const reason = error instanceof Error ? error.message.replaceAll(/\s+/g, " ") : "something that is no error";
    throw new RespinError(
      "RSP_CONFINE_REALM",
      `the realm: it cannot be hardened: ${reason}; harden it before anything freezes or replaces the language's objects`,
      { cause: error },
    );
  }
  makePrototypesFast();
  return { harden: globalThis.harden, Compartment };
}

/**
 * ses takes `Object.freeze` once, when its module is evaluated, and uses nothing else to freeze. It is replaced for that
 * evaluation alone: `require` of one CommonJS file is synchronous, so no other code of the process runs in between.
 */
function loadSes(): void {
  const { freeze } = Object;
  Object.freeze = freezeKeepingStoresFast(freeze);
  try {
    load("ses");
  } finally {
    Object.freeze = freeze;
  }
}

/**
 * Statics that an extension has no use for and that ses leaves on what literals lead to (`[].constructor`,
 * `Symbol.iterator.constructor`, `error.constructor`): the way to promises, the hardener, the registry of symbols that the whole process
 * shares, and the remains of V8's stack interface. The kernel's own `Symbol` and `Error` are other objects, and keep theirs.
 */
function removeWhatLeadsOut(): void {
  remove(Array, ["fromAsync"]);
  remove(Object, [Symbol.for("harden")]);
  remove(Symbol.prototype.constructor, ["for", "keyFor"]);
  remove(Error.prototype.constructor, ["captureStackTrace", "prepareStackTrace", "stackTraceLimit"]);
}

function remove(from: object, names: readonly (string | symbol)[]): void {
  for (const name of names) Reflect.deleteProperty(from, name);
}

function isHardenedByUs(): boolean {
  return (
    typeof globalThis.harden === "function" &&
    typeof Compartment === "function" &&
    Object.isFrozen(Object.prototype) &&
    !Object.hasOwn(Error.prototype.constructor, "captureStackTrace")
  );
}
