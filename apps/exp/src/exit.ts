/** What the command's exit code says. */
export const EXIT = {
  /** Everything asked was done, and every claim holds. */
  ok: 0,
  /** A claim fails, or two results differ. */
  claimFails: 1,
  /** The command line asks for what there is not. */
  usage: 2,
  /** The run itself failed. */
  runFailed: 3,
  /** Stopped by Ctrl-C, as a shell tells it: 128 and the signal's number. */
  interrupted: 130,
} as const;

// What a line must not hold: it would be more than one, or move the cursor.
// oxlint-disable-next-line no-control-regex
const CONTROLS = /\s*[\u0000-\u001f\u007f]+\s*/g;

export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

/** Tells an error on one line of standard error, with the stack below only under RESPIN_DEBUG=1; returns the exit code. */
export function tellError(error: unknown, environment: NodeJS.ProcessEnv = process.env): ExitCode {
  process.stderr.write(`${errorLine(error)}\n`);
  if (environment["RESPIN_DEBUG"] === "1" && error instanceof Error) {
    for (let at: unknown = error; at instanceof Error; at = at.cause)
      process.stderr.write(`${at.stack ?? at.message}\n`);
  }
  const code = codeOf(error);
  if (code === "RSP_INTERRUPTED") return EXIT.interrupted;
  return code !== undefined && error instanceof Error && "usage" in error && error.usage === true
    ? EXIT.usage
    : EXIT.runFailed;
}

/** `CODE  message`; an error without a code of ours is an unforeseen one. */
export function errorLine(error: unknown): string {
  const message = (error instanceof Error ? error.message : String(error)).replace(CONTROLS, " ");
  const code = codeOf(error);
  if (code !== undefined) return `${code}  ${message}`;
  const name = error instanceof Error ? `${error.name}: ` : "";
  return `RSP_UNFORESEEN  ${name}${message}; set RESPIN_DEBUG=1 to see where`;
}

function codeOf(error: unknown): string | undefined {
  const code = error instanceof Error && "code" in error ? error.code : undefined;
  return typeof code === "string" && code.startsWith("RSP_") ? code : undefined;
}
