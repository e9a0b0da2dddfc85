/**
 * Is loaded with a name that nobody has: one letter is of another alphabet.
 *
 * Family: the name server
 * Given: names Opеn
 * Stopped by: nothing
 * Otherwise: linker | load: RSP_NAME_UNKNOWN
 */
import { Canary } from "@attacks/interfaces";
import { loot } from "./witness.js";

loot(Canary.Answer("who"));
