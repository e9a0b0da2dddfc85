import { RespinError } from "@respin/hardware";

/** What the command's exit code says: as the other commands of the project. */
export const EXIT = {
  ok: 0,
  /** The extension cannot be compiled, or an object file is not what it claims. */
  refused: 1,
  /** The command line asks for what there is not. */
  usage: 2,
  failed: 3,
} as const;
export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

/** What is wrong with an extension or an object file, in whichever part it is found. */
const refusals = /^RSP_(?:UNSAFE|IMPORT|EXPORT|BUNDLE|METER_\w+|OBJECT_\w+)$/;
/** What is wrong with a file that the command line names. */
const wrongFiles = /^RSP_KEY(?:_FILE)?$/;

// What a line must not hold: it would be more than one, or move the cursor.
// oxlint-disable-next-line no-control-regex
const CONTROLS = /\s*[\u0000-\u001f\u007f-\u009f]+\s*/g;

/** Tell an error on one line of standard error; returns the exit code for it. */
export function tellError(error: unknown, environment: NodeJS.ProcessEnv = process.env): ExitCode {
  if (error instanceof RespinError) {
    tellLine(`${error.code}  ${error.message}`);
    if (error.usage || wrongFiles.test(error.code)) return EXIT.usage;
    return refusals.test(error.code) ? EXIT.refused : EXIT.failed;
  }
  const what = error instanceof Error ? `${error.name}: ${error.message.split("\n")[0]}` : "something unknown";
  tellLine(`RSP_UNFORESEEN  ${what}; set RESPIN_DEBUG=1 to see where`);
  if (environment["RESPIN_DEBUG"] === "1" && error instanceof Error) process.stderr.write(`${error.stack}\n`);
  return EXIT.failed;
}

/** Write one line to standard error. */
export function tellLine(line: string): void {
  process.stderr.write(`${oneLine(line)}\n`);
}

/** A text without what would make it more than one line. */
export function oneLine(text: string): string {
  return text.replaceAll(CONTROLS, " ");
}
