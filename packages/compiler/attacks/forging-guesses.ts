/**
 * Compares, sorts and prints capabilities, to learn numbers or addresses from them.
 *
 * Family: forging capabilities
 * Stopped by: nothing
 * Otherwise: capability | no equal | [{},{}] 0 0 | [object Object]
 */
import { Console } from "@respin/core";
import { attempt, saw } from "./witness.js";

const a = Console.Open();
const b = Console.Open();
attempt("equal", () => a === b);
saw(`${JSON.stringify([a, b])} ${Object.keys(a).length} ${Object.keys(b).length}`);
saw(String(a));
