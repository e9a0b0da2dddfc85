/**
 * An error a user can meet: a code, and one line that names the offending thing and the remedy.
 * Programs tell it by its code, not by its class, so that packages below this one can raise their own.
 */
export class RspError extends Error {
  override readonly name = "RspError";
  readonly code: string;
  /** The fault is in what the user asked for: the command line exits with 2 rather than 3. */
  readonly usage: boolean;

  constructor(code: `RSP_${string}`, message: string, options: { usage?: boolean; cause?: unknown } = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.code = code;
    this.usage = options.usage ?? false;
  }
}

/** An error with a code of ours, whatever its class. */
export function isRspError(error: unknown): error is Error & { readonly code: string; readonly usage?: boolean } {
  return (
    error instanceof Error && "code" in error && typeof error.code === "string" && /^RSP_[A-Z0-9_]+$/.test(error.code)
  );
}

/** The system's own words for a failed file operation: `ENOENT` and the like, or the message. */
export function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return "code" in error && typeof error.code === "string" ? error.code : error.message;
}
