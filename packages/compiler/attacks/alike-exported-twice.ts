/**
 * Exports one interface twice, so that it is not clear which one is called.
 *
 * Family: look-alike interfaces
 * Stopped by: nothing
 * Otherwise: compiler | build: RSP_EXPORT
 */
import { implement } from "@respin/linker";
import { Strike } from "@attacks/interfaces";
import { loot } from "./witness.js";

export const first = implement(Strike, { Strike: () => loot("the first") });
export const second = implement(Strike, { Strike: () => loot("the second") });
