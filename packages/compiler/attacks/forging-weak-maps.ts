/**
 * Keeps capabilities in weak maps and sets, to see whether what the kernel keeps there can be met.
 *
 * Family: forging capabilities
 * Stopped by: nothing
 * Otherwise: capability | no another's | no a copy
 */
import { Console } from "@respin/core";
import { attempt } from "./witness.js";

const known = new WeakMap<object, string>();
const terminals = new WeakSet<object>();
const mine = Console.Open();
known.set(mine, "mine");
terminals.add(mine);
attempt("another's", () => known.has(Console.Open()) || terminals.has(Console.Open()));
attempt("a copy", () => known.has({ ...mine }));
