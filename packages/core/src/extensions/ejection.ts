import type { Balance } from "@respin/linker";

/** Why an extension was ejected, and what it gave back. */
export interface Ejection {
  readonly extension: string;
  /** The event whose handler it was, or what else of its code ran. */
  readonly where: string;
  readonly limit: "operations" | "faults" | "initialization" | "request";
  /** What was spent of the limit, and what was allowed. */
  readonly used: number;
  readonly allowed: number;
  readonly returned: Balance;
  /** Operations of its own code, from its first to its last. */
  readonly operations: number;
  /** What a failure said, where it was one. */
  readonly reason: string;
}

const number = new Intl.NumberFormat("en", { useGrouping: true });

/** One line that a person can act on. */
export function describeEjection({ extension, where, limit, used, allowed, returned, reason }: Ejection): string {
  const spent =
    limit === "operations"
      ? `${number.format(used)} operations counted, ${number.format(allowed)} allowed`
      : limit === "faults"
        ? `${used} of its runs failed, ${allowed} may: ${reason}`
        : reason;
  const more = Object.entries({ handlers: returned.handlers, strands: returned.strands, ...returned.more });
  const given = more
    .filter(([, count]) => count > 0)
    .map(([what, count]) => `${count} ${count === 1 ? what.replace(/s$/, "") : what}`);
  const back = given.length === 0 ? "it held nothing" : `${given.join(", ")} returned`;
  return `RSP_EJECTED  ${extension} was ejected from ${where}: ${spent}; ${back}; mend it and load it again`;
}
