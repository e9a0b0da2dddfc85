/**
 * Gives `implement` the name of an interface that its object file does not say it exports.
 *
 * Family: look-alike interfaces
 * Stopped by: RSP_SAFE_CAST
 * Otherwise: linker
 */
import { implement } from "@respin/linker";
import { Strike } from "@attacks/interfaces";
import { loot } from "./witness.js";

const name = "Canary" as unknown as typeof Strike;
export const strike = implement(Strike, { Strike: () => implement(name, { Strike: () => loot("another interface") }) as never });
implement(name, { Strike: () => loot("another interface") });
