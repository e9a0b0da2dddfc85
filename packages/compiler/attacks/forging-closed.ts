/**
 * Uses a capability after it was given back.
 *
 * Family: forging capabilities
 * Stopped by: nothing
 * Otherwise: capability | RSP_CAPABILITY
 */
import { Console } from "@respin/core";
import { attempt } from "./witness.js";

const terminal = Console.Open();
Console.Close(terminal);
attempt("write", () => (Console.Write(terminal, "LOOT after the close"), true));
attempt("close again", () => (Console.Close(terminal), true));
