/**
 * An error a user can meet. Every package's errors are recognised by their code, `RSP_...`, never by their class,
 * because this package sits below the one that defines the class the experiments use.
 */
export class TelemetryError extends Error {
  override readonly name = "TelemetryError";
  readonly code: string;
  /** The fault is in what the user asked for, not in the run. */
  readonly usage: boolean;

  constructor(code: string, message: string, options: { usage?: boolean; cause?: unknown } = {}) {
    super(message, { cause: options.cause });
    this.code = code;
    this.usage = options.usage ?? false;
  }
}
