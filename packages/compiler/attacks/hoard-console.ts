/**
 * Writes a hundred thousand lines, and lines that are too long or are several.
 *
 * Family: hoarding
 * Stopped by: nothing
 * Otherwise: capability | RSP_CONSOLE
 */
import { Console } from "@respin/core";
import { attempt } from "./witness.js";

const terminal = Console.Open();
for (let n = 0; n < 100_000; n++) Console.Write(terminal, "spam");
attempt("a long line", () => (Console.Write(terminal, "x".repeat(100_000)), true));
attempt("two lines", () => (Console.Write(terminal, "one\nLOOT two"), true));
