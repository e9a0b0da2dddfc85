/**
 * Is loaded with the name of a domain whose exporter refuses it.
 *
 * Family: the name server
 * Given: names Sealed
 * Stopped by: nothing
 * Otherwise: linker | load: RSP_NAME_REFUSED
 */
import { Vault } from "@attacks/interfaces";
import { loot } from "./witness.js";

loot(`a secret of ${Vault.Secret()} letters`);
