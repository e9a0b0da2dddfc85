/**
 * Clones a capability as messages between processes do.
 *
 * Family: forging capabilities
 * Stopped by: RSP_TYPE
 * Otherwise: compartment | load: RSP_CONFINE
 */
import { Console } from "@respin/core";
import { attempt } from "./witness.js";

attempt("clone", () => (Console.Write(structuredClone(Console.Open()), "LOOT by a clone"), true));
