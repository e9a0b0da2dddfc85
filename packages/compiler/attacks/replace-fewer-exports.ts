/**
 * Is to take the keeper's place, and lacks the procedures that the keeper's callers call.
 *
 * Family: replacement
 * Replacement: replaces keeper
 * Stopped by: nothing
 * Otherwise: linker | replace: RSP_REPLACE
 */
import { implement } from "@respin/linker";
import { Strike } from "@attacks/interfaces";
import { loot } from "./witness.js";

loot("it runs");
export const strike = implement(Strike, { Strike: () => loot("it is called") });
