import type { Command } from "commander";
import type { ExitCode } from "../exit.js";

/** What the parser hands over: an option's value is text, or true for a flag. */
export type Options = Readonly<Record<string, unknown>>;

/**
 * Adds a command to the command line: its words, its options, and what it does, which is loaded when the command is asked for and
 * not before. `finish` takes the exit code.
 */
export type Declare = (program: Command, finish: (exit: ExitCode) => void) => void;
