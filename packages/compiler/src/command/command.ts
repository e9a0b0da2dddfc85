import { Command, CommanderError } from "commander";
import { buildFile, checkFile, inspectFile, makeKeys } from "./actions.js";
import { EXIT, tellError, type ExitCode } from "./exit.js";
import { refuseRepeated, usageError, usageErrorOf } from "./usage.js";

type Options = Readonly<Record<string, unknown>>;

/** Run `respinc` and return its exit code. What is asked for goes to standard output, what is wrong to standard error. */
export async function main(words: readonly string[]): Promise<ExitCode> {
  const state: { exit: ExitCode } = { exit: EXIT.ok };
  const program = programOf(state);
  try {
    refuseRepeated(words);
    await program.parseAsync([...words], { from: "user" });
    return state.exit;
  } catch (error) {
    if (!(error instanceof CommanderError)) return tellError(error);
    return error.exitCode === 0 ? EXIT.ok : tellError(usageErrorOf(error, program));
  }
}

function programOf(state: { exit: ExitCode }): Command {
  const program = new Command("respinc")
    .description("The trusted compiler: checks, meters, bundles and signs extensions for the kernel's linker.")
    .configureOutput({ writeErr: () => {} })
    .exitOverride()
    .addHelpText(
      "after",
      `
Exit codes: 0 done, 1 the extension cannot be compiled (or an object file is not what it claims), 2 usage, 3 failed.
RESPIN_DEBUG=1 shows the stack of an error that was not foreseen.`,
    );
  program
    .command("build")
    .description("compile an extension to an object file")
    .argument("<entry>", "the extension's entry, a TypeScript file")
    .requiredOption("--key <FILE>", "the private key to sign with; see keygen")
    .requiredOption("--out <FILE>", "the object file to write")
    .option("--name <NAME>", "what the extension is called (default: its package's name)")
    .option("--assert-safe", "do not check: the author vouches for it; kernels refuse it unless told otherwise")
    .action(async (entry: string, options: Options) => {
      state.exit = await buildFile(entry, {
        key: textOf(options, "key"),
        out: textOf(options, "out"),
        name: options["name"] === undefined ? undefined : textOf(options, "name"),
        assertSafe: options["assertSafe"] === true,
      });
    });
  program
    .command("check")
    .description("say what an extension breaks of the safe subset's rules, and write nothing")
    .argument("<entry>", "the extension's entry, a TypeScript file")
    .action(async (entry: string) => {
      state.exit = await checkFile(entry);
    });
  program
    .command("inspect")
    .description("show what an object file imports, exports, is metered to, and who signed it")
    .argument("<file>", "an object file")
    .option("--json", "print one JSON document and nothing else")
    .action((file: string, options: Options) => {
      state.exit = inspectFile(file, options["json"] === true);
    });
  program
    .command("keygen")
    .description("make a key pair: FILE, to be kept secret, and FILE.pub, for kernels to trust")
    .argument("<file>", "where to write it; nothing is overwritten")
    .action((file: string) => {
      state.exit = makeKeys(file);
    });
  return program;
}

function textOf(options: Options, name: string): string {
  const value = options[name];
  if (typeof value === "string" && value !== "") return value;
  throw usageError(`--${name} takes a word, not nothing; see respinc --help`);
}
