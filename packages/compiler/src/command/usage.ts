import type { Command, CommanderError } from "commander";
import { RespinError } from "@respin/hardware";

/** The error for a command line that asks for what there is not. */
export function usageError(what: string): RespinError {
  return new RespinError("RSP_USAGE", what, { usage: true });
}

/** What the parser found wrong, in one line, with the nearest right word where it has one. */
export function usageErrorOf(error: CommanderError, program: Command): RespinError {
  if (error.code === "commander.help") {
    return usageError(`name a command: ${program.commands.map((each) => each.name()).join(", ")}`);
  }
  const [said, ...more] = error.message.replace(/^error: /, "").split("\n");
  const hint = /Did you mean (.+)\?/.exec(more.join(" "))?.[1];
  const remedy = hint === undefined ? "see respinc --help" : `did you mean ${hint}?`;
  return usageError(`${said.replace(/\.$/, "")}; ${remedy}`);
}

/** An option that is given twice says two things, of which one would be silently dropped. Throws RSP_USAGE. */
export function refuseRepeated(words: readonly string[]): void {
  const flags = words.filter((word) => word.startsWith("--")).map((word) => word.replace(/=.*$/s, ""));
  const twice = flags.find((flag, index) => flags.indexOf(flag) !== index);
  if (twice !== undefined) throw usageError(`${twice} is given twice; give it once`);
}
