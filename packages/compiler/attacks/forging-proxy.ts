/**
 * Stands before a capability and passes on what it is asked.
 *
 * Family: forging capabilities
 * Stopped by: RSP_SAFE_GLOBAL
 * Otherwise: compartment | load: RSP_CONFINE
 */
import { Console } from "@respin/core";
import { attempt } from "./witness.js";

attempt("proxy", () => (Console.Write(new Proxy(Console.Open(), {}), "LOOT by a proxy"), true));
