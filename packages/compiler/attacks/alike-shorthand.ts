/**
 * Names an imported interface as a property by itself.
 *
 * Family: look-alike interfaces
 * Stopped by: RSP_SAFE_LINK
 * Otherwise: compiler | build: RSP_IMPORT
 */
import { Console } from "@respin/core";
import { loot } from "./witness.js";

const all = { Console };
if (typeof all.Console === "object") loot("an interface as an object");
