import type { ReportManifest } from "../report.js";
import { html, type Html } from "./html.js";
import { frame } from "./table.js";

/** A duration as a reader says it. */
export function durationTold(ms: number): string {
  return ms < 60_000
    ? `${(ms / 1000).toFixed(1)} s`
    : `${Math.floor(ms / 60_000)} min ${Math.round((ms % 60_000) / 1000)} s`;
}

/** An instant to the minute: `2026-02-03 14:05 UTC`. */
export function instantTold(iso: string): string {
  return `${iso.slice(0, 10)} ${iso.slice(11, 16)} UTC`;
}

/** A commit, shortened, and whether the work tree was as it says. */
export function commitTold({ commit = "unknown", dirty }: ReportManifest): string {
  const state = dirty === true ? ", changed since" : dirty === "unknown" ? ", state unknown" : "";
  return `${/^[0-9a-f]{40}$/.test(commit) ? commit.slice(0, 12) : commit}${state}`;
}

/** Everything that a document says of what produced it. */
export function manifestOf(manifest: ReportManifest): Html {
  const rows = linesOf(manifest).map(
    ([name, value]) =>
      html`<tr>
        <th scope="row">${name}</th>
        <td class="u">${value}</td>
      </tr> `,
  );
  return html`<details class="print">
    <summary>Manifest <small>what produced this result</small></summary>
    ${frame(
      "Manifest",
      undefined,
      html`<tbody>
        ${rows}
      </tbody>`,
      "manifest",
    )}
  </details> `;
}

function linesOf(manifest: ReportManifest): [string, string][] {
  const { cpu, machine, parameters = {}, profiles = {}, systems, dirty, assertions, debugger: attached } = manifest;
  const yesNo = (value: boolean | "unknown"): string => (value === "unknown" ? value : value ? "yes" : "no");
  const lines: [string, string | undefined][] = [
    ["commit", manifest.commit],
    ["work tree changed", dirty === undefined ? undefined : yesNo(dirty)],
    ["lockfile, SHA-256", manifest.lockfile],
    ["node", manifest.node],
    ["v8", manifest.v8],
    ["processor", cpu === undefined ? undefined : `${cpu.model}, ${cpu.count}`],
    ["operating system", manifest.os],
    ["seed", manifest.seed === undefined ? undefined : String(manifest.seed)],
    ["depth", manifest.depth],
    ["systems", systems?.join(", ")],
    ["machine", machine === undefined ? undefined : `${machine.name}, profile ${machine.hash}`],
    ...Object.entries(profiles).map(([system, hash]): [string, string] => [`profile of ${system}`, hash]),
    ...Object.entries(parameters).map(([name, value]): [string, string] => [`parameter ${name}`, textOf(value)]),
    ["started", manifest.started],
    ["duration", manifest.durationMs === undefined ? undefined : `${manifest.durationMs} ms`],
    ["assertions on", assertions === undefined ? undefined : yesNo(assertions)],
    ["debugger attached", attached === undefined ? undefined : yesNo(attached)],
  ];
  return lines.flatMap(([name, value]) => (value === undefined ? [] : [[name, value] as [string, string]]));
}

function textOf(value: string | number | boolean | readonly string[]): string {
  return typeof value === "object" ? value.join(", ") : String(value);
}
