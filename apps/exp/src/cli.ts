import { Command, CommanderError } from "commander";
import { EXIT, tellError } from "./exit.js";
import type { ExitCode } from "./exit.js";
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
  program
    .command("list")
    .description("list the experiments")
    .option("--json", "print one JSON document and nothing else")
    .action(async (options: Options) => {
      const { list } = await import("./commands/list.js");
      state.exit = await list(repositoryRoot(), options["json"] === true);
    });
  program
    .command("run")
    .description("run experiments and write their result documents; run NAME --help lists NAME's own parameters")
    .argument("[names...]", "experiments, as exp list shows them")
    .optionsGroup("Options of every experiment:")
    .helpOption("-h, --help", "show this help")
    .option("--system <NAMES>", "systems to run, separated by commas (default: all)")
    .option(
      "--machine <PROFILE>",
      "machine profile: its name, or a JSON file with one (default: the experiment's first)",
    )
    .option("--seed <N>", "seed of every chance (default: 1)")
    .option("--quick", "the short form of the experiment (default)")
    .option("--full", "the whole experiment")
    .option("--json", "print one JSON document and nothing else")
    .option("--out <DIR>", "folder of the result documents (default: results)")
    .option("--no-progress", "no progress bar")
    .option("--metrics <PORT>", "serve the run's metrics for Prometheus on this port of the loopback interface")
    .action(async (names: string[], options: Options) => {
      const { run } = await import("./commands/run.js");
      state.exit = await run(repositoryRoot(), names, options);
    });
  program
    .command("validate")
    .description("compare every published cell that an experiment measures with the model's")
    .option("--explain <CELL>", "show the sum that one published cell is, by cost")
    .option("--sensitivity", "show what becomes of claims and predictions when a cost is halved or doubled")
    .option("--json", "print one JSON document and nothing else")
    .option("--no-progress", "no progress bar")
    .action(async (options: Options) => {
      const { validateCommand } = await import("./commands/validate.js");
      state.exit = await validateCommand(repositoryRoot(), options);
    });
  program
    .command("calibrate")
    .description("fit the calibrated costs to their published cells, and write what changed")
    .option("--check", "write nothing; exit with 1 if something would change")
    .option("--json", "print one JSON document and nothing else")
    .option("--no-progress", "no progress bar")
    .action(async (options: Options) => {
      const { calibrate } = await import("./commands/calibrate.js");
      state.exit = await calibrate(repositoryRoot(), options);
    });
  program
    .command("machine")
    .description("show a machine profile; its JSON is what run --machine FILE takes")
    .argument("[name]", "a machine profile; without it, the names there are")
    .option("--json", "print one JSON document and nothing else")
    .action(async (name: string | undefined, options: Options) => {
      const { machine } = await import("./commands/machine.js");
      state.exit = machine(name, options["json"] === true);
    });
  program
    .command("compare")
    .description("compare two result documents, or two folders of them, cell by cell")
    .argument("<a>", "a result document or a folder of them")
    .argument("<b>", "another")
    .option("--json", "print one JSON document and nothing else")
    .action(async (a: string, b: string, options: Options) => {
      const { compare } = await import("./commands/compare.js");
      state.exit = await compare(a, b, options["json"] === true);
    });
  program
    .command("new")
    .description("make a new package: exp new extension NAME")
    .argument("<kind>", "what to make: extension")
    .argument("<name>", "what it is called: small letters, digits, hyphens")
    .action(async (kind: string, name: string) => {
      const { makeNew } = await import("./commands/new.js");
      state.exit = makeNew(repositoryRoot(), kind, name);
    });
  return program;
}

/** An option that is given twice says two things, of which one would be silently dropped. */
function refuseRepeated(words: readonly string[]): void {
  const flags = words.filter((word) => word.startsWith("--")).map((word) => word.replace(/=.*$/s, ""));
  const twice = flags.find((flag, index) => flags.indexOf(flag) !== index);
  if (twice !== undefined)
    throw new UsageError(`${twice} is given twice; give it once, several values with commas between`);
}

/** What the parser hands over: an option's value is text, or true for a flag. */
export type Options = Readonly<Record<string, unknown>>;

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
