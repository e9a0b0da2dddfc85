/**
 * An error that names who, what and what to do about it, in one line.
 *
 * The code is part of the interface: programs and tests look at it, people look it up in docs/errors.md.
 */
export class RespinError extends Error {
  readonly code: `RSP_${string}`;

  constructor(code: `RSP_${string}`, message: string) {
    super(message);
    this.name = "RespinError";
    this.code = code;
  }
}

/** A broken invariant of ours, not a mistake of a caller: the machine stops. */
export function invariant(holds: boolean, says: string): asserts holds {
  if (!holds) throw new RespinError("RSP_INVARIANT", `an invariant does not hold: ${says}; this is a defect of Respin`);
}
