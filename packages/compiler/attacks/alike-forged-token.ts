/**
 * Exports what looks like the result of `implement`, and is not.
 *
 * Family: look-alike interfaces
 * Stopped by: RSP_SAFE_EXPORT
 * Otherwise: compiler | build: RSP_EXPORT
 */
import type { Implementation } from "@respin/linker";
import { loot } from "./witness.js";

loot.length;
export const strike: Implementation = Object.freeze({ implementation: "of an interface" });
