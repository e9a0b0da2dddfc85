/**
 * An error that names who, what and what to do about it, in one line.
 *
 * The code is part of the interface: programs and tests look at it, people look it up in docs/errors.md.
 */
export class RespinError extends Error {
  override readonly name = "RespinError";
  readonly code: `RSP_${string}`;
  /** The fault is in what the user asked for: the command line exits with 2 rather than 3. */
  readonly usage: boolean;

  constructor(
    code: `RSP_${string}`,
    message: string,
    options: { readonly usage?: boolean; readonly cause?: unknown } = {},
  ) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.code = code;
    this.usage = options.usage ?? false;
  }
}

/** A broken invariant of ours, not a mistake of a caller: the machine stops. */
export function invariant(holds: boolean, says: string): asserts holds {
  if (!holds) throw new RespinError("RSP_INVARIANT", `an invariant does not hold: ${says}; this is a defect of Respin`);
}
