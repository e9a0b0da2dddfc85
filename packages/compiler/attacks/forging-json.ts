/**
 * Writes a capability down as text, and reads it back.
 *
 * Family: forging capabilities
 * Stopped by: RSP_SAFE_CAST
 * Otherwise: capability | written {} | RSP_CAPABILITY
 */
import { Console } from "@respin/core";
import { attempt, saw } from "./witness.js";

const real = Console.Open();
saw(`written ${JSON.stringify(real)}`);
attempt("read back", () => (Console.Write(JSON.parse(JSON.stringify(real)) as never, "LOOT by JSON"), true));
