/**
 * Exports an interface and implements only some of it, or something else.
 *
 * Family: look-alike interfaces
 * Stopped by: RSP_TYPE
 * Otherwise: linker | load: RSP_EXPORT
 */
import { implement } from "@respin/linker";
import { Vault } from "@attacks/interfaces";
import { loot } from "./witness.js";

export const vault = implement(Vault, { Open: () => (loot("opened"), 5), Shut: () => {} });
