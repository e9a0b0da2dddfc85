import { Command, CommanderError } from "commander";
import { EXIT, tellError } from "./exit.js";
import type { ExitCode } from "./exit.js";
import { declarations } from "./declarations/index.js";
import { discover } from "./discover.js";
import { repositoryRoot } from "./root.js";
import { UsageError, usageErrorOf } from "./usage.js";

/** Runs the command line and returns the exit code. What a command needs is loaded when it is asked for. */
export async function main(words: readonly string[]): Promise<ExitCode> {
  const state: { exit: ExitCode } = { exit: EXIT.ok };
  const program = programOf(state);
  const command = program.commands.find((one) => one.name() === words[0]) ?? program;
  try {
    if (words[0] === "run") await prepareRun(command, words.slice(1));
    refuseRepeated(words);
    if (words.length === 0)
      throw new UsageError(`name a command: ${program.commands.map((one) => one.name()).join(", ")}`);
    await program.parseAsync([...words], { from: "user" });
    return state.exit;
  } catch (error) {
    if (!(error instanceof CommanderError)) return tellError(error);
    if (error.exitCode === 0) return EXIT.ok;
    return tellError(await usageErrorOf(error, program, command));
  }
}

function programOf(state: { exit: ExitCode }): Command {
  const program = new Command("exp")
    .description("Runs the experiments of Respin and shows what they find.")
    .showSuggestionAfterError(false)
    .configureOutput({ writeErr: () => {} })
    .exitOverride()
    .addHelpText(
      "after",
      `
Exit codes: 0 all claims hold, 1 a claim fails, results differ, or the model breaks a published order
or misses a bar, 2 usage, 3 the run failed.
RESPIN_DEBUG=1 shows the stack of an error. RESPIN_ROOT=FOLDER looks for experiments and for the
default results folder there, and makes new packages there, instead of in this repository. NO_COLOR=1 turns colours off.`,
    );
  for (const declare of declarations) declare(program, (exit) => (state.exit = exit));
  return program;
}

/** An option that is given twice says two things, of which one would be silently dropped. */
function refuseRepeated(words: readonly string[]): void {
  const flags = words.filter((word) => word.startsWith("--")).map((word) => word.replace(/=.*$/s, ""));
  const twice = flags.find((flag, index) => flags.indexOf(flag) !== index);
  if (twice !== undefined)
    throw new UsageError(`${twice} is given twice; give it once, several values with commas between`);
}

/**
 * Adds the parameters of the experiments that are named to the options of `run`, before it is parsed: the parser must
 * know which words are values. Any word that is an experiment's name counts as naming it here; that one of them was a
 * value only makes an option known that `run` then refuses for the experiments really named.
 */
async function prepareRun(command: Command, words: readonly string[]): Promise<void> {
  const found = discover(repositoryRoot());
  const named = found.filter(({ name }) => words.includes(name));
  const firstOption = words.findIndex((word) => word.startsWith("-"));
  const surelyNames = firstOption < 0 ? words : words.slice(0, firstOption);
  const { loadExperiment, unknownExperiment } = await import("./load.js");
  for (const word of surelyNames) if (!found.some(({ name }) => name === word)) throw unknownExperiment(word, found);
  const { addParameters } = await import("./parameter-options.js");
  for (const folder of named) addParameters(command, await loadExperiment(folder));
}
