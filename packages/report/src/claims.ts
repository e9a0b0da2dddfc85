import { formatNumber } from "./numbers.js";
import { plain } from "./table.js";
import { paint, wrap } from "./terminal.js";
import type { TextOptions } from "./text.js";

/** A claim as it is told: whether it holds and by how much, or why it could not be asked. */
export type ReportClaim =
  | { readonly id: string; readonly text: string; readonly holds: boolean; readonly margin: number }
  | { readonly id: string; readonly text: string; readonly reason: string };

const STATE_WIDTH = "not applicable".length;

/** The claims as text, one each, with the margin of those that were judged and the reason of those that were not. */
export function renderClaims(claims: readonly ReportClaim[], options: TextOptions = {}): string {
  const width = options.width ?? 100;
  const colour = options.colour ?? false;
  const indent = " ".repeat(STATE_WIDTH + 2);
  const lines = [paint("Claims", "bold", colour)];
  for (const claim of claims) {
    const state = "reason" in claim ? "not applicable" : claim.holds ? "holds" : "FAILS";
    const detail = "reason" in claim ? claim.reason : `margin ${formatNumber(claim.margin)}`;
    const [first, ...more] = wrap(plain(`${claim.text} (${claim.id}; ${detail})`), width - indent.length);
    const style = { holds: "green", FAILS: "red", "not applicable": "dim" } as const;
    lines.push(
      `${paint(state.padEnd(STATE_WIDTH), style[state], colour)}  ${first}`,
      ...more.map((line) => indent + line),
    );
  }
  return lines.join("\n");
}
