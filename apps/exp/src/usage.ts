import type { Command, CommanderError } from "commander";

/** A command line that asks for what there is not. */
export class UsageError extends Error {
  override readonly name = "UsageError";
  readonly code = "RSP_USAGE";
  readonly usage = true;
}

/** What the parser found wrong, in one line with the nearest right word. */
export async function usageErrorOf(error: CommanderError, program: Command, command: Command): Promise<UsageError> {
  const word = /'([^']*)'/.exec(error.message)?.[1] ?? "";
  if (error.code === "commander.unknownCommand") {
    const commands = program.commands.map((one) => one.name());
    return new UsageError(`there is no command ${word}; ${await suggest(word, commands)}`);
  }
  if (error.code === "commander.unknownOption") {
    const flags = command.options.flatMap((option) => option.long ?? []);
    return new UsageError(`${nameOf(command)} has no option ${word}; ${await suggest(word, [...flags, "--help"])}`);
  }
  const message = error.message.replace(/^error: /, "").replace(/\.$/, "");
  return new UsageError(`${message}; ${nameOf(command)} --help shows how it is used`);
}

/** The command as it is typed: `exp run`. */
function nameOf(command: Command): string {
  return command.parent ? `${nameOf(command.parent)} ${command.name()}` : command.name();
}

async function suggest(word: string, candidates: readonly string[]): Promise<string> {
  const { suggestion } = await import("@respin/experiment");
  return suggestion(word, candidates);
}
