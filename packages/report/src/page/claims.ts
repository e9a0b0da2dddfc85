import type { ReportedClaim } from "../report.js";
import { html, type Html } from "./html.js";
import { alignedCells, frame } from "./table.js";

const STATES = { holds: "holds", fails: "FAILS", open: "not applicable" } as const;

export function stateOf({ holds }: ReportedClaim): keyof typeof STATES {
  return holds === undefined ? "open" : holds ? "holds" : "fails";
}

/** How many claims came out how, as a sentence's part. */
export function claimsTold(claims: readonly ReportedClaim[]): string {
  const count = (state: keyof typeof STATES): number => claims.filter((claim) => stateOf(claim) === state).length;
  const [holds, fails, open] = [count("holds"), count("fails"), count("open")];
  const judged = fails === 0 ? `all ${holds} hold` : `${fails} of ${holds + fails} FAIL`;
  const words = holds + fails === 0 ? [] : [judged];
  return [...words, ...(open === 0 ? [] : [`${open} not applicable`])].join(", ") || "none";
}

/** The claims of an experiment, the failing ones first, each with its margin and the cells that say so. */
export function claimsOf(
  claims: readonly ReportedClaim[],
  evidence: (cell: string) => Html,
  { title = "Claims", about = claimsTold(claims) }: { readonly title?: string; readonly about?: string } = {},
): Html | undefined {
  if (claims.length === 0) return undefined;
  const order = ["fails", "holds", "open"];
  const sorted = claims.toSorted((a, b) => order.indexOf(stateOf(a)) - order.indexOf(stateOf(b)));
  const margins = alignedCells(sorted.map(({ margin = null }) => ({ value: margin })));
  const rows = sorted.map((claim, at) => {
    const state = stateOf(claim);
    const cells = (claim.evidence ?? []).map((cell, n) => html`${n === 0 ? undefined : ", "}${evidence(cell)}`);
    const why = claim.reason === undefined ? html`<small>${cells}</small>` : html`${claim.reason}`;
    return html`<tr class="${state}">
      <th scope="row">${claim.text} <small>${claim.id}</small></th>
      <td class="s state">${STATES[state]}</td>
      ${margins[at]}
      <td class="u">${why}</td>
    </tr> `;
  });
  return frame(
    title,
    about,
    html`<thead>
        <tr>
          <th scope="col" class="u">claim</th>
          <th scope="col" class="u">state</th>
          <th scope="col">margin</th>
          <th scope="col" class="u">evidence</th>
        </tr>
      </thead>
      <tbody>
        ${rows}
      </tbody>`,
    "claims",
  );
}
