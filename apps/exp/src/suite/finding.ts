/** Something that a run of the suite found, on one line. */
export interface Finding {
  readonly code: string;
  readonly experiment: string;
  /** What it is, without the code. */
  readonly message: string;
  /** The commands that show more, the nearest first. */
  readonly commands: readonly string[];
  /** Whether the suite fails for it; otherwise it is only told. */
  readonly fails: boolean;
  readonly cell?: string;
  /** In the baseline. */
  readonly baseline?: number | null;
  /** In this run. */
  readonly value?: number | null;
}

/** A finding as a line: what it is, and the commands that show more. */
export function lineOf({ code, experiment, message, commands }: Finding): string {
  const show = commands.length === 1 ? "shows more" : "show more";
  return `${code}  ${experiment}: ${message}; ${commands.map((command) => `\`${command}\``).join(" and ")} ${show}`;
}
