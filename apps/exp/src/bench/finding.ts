import { formatNumber } from "@respin/report";

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

/** Of two values with their unit, digits enough to tell them apart. */
export function toldApart(a: number, b: number, unit: string): [string, string] {
  const behind = unit === "1" ? "" : ` ${unit}`;
  const [shownA, shownB] = [formatNumber(a), formatNumber(b)];
  if (shownA !== shownB || a === b) return [`${shownA}${behind}`, `${shownB}${behind}`];
  for (let digits = 5; digits <= 17; digits++) {
    const [moreA, moreB] = [a.toPrecision(digits), b.toPrecision(digits)];
    if (moreA !== moreB) return [`${moreA}${behind}`, `${moreB}${behind}`];
  }
  return [`${a}${behind}`, `${b}${behind}`];
}
