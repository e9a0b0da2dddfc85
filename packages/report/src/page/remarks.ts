import type { ReportExperiment, ReportManifest } from "../report.js";

/** Whether the host cells of a run may be quoted: neither assertions nor a debugger were on. */
export function isQuotable({ assertions, debugger: attached }: ReportManifest): boolean {
  return assertions !== true && attached !== true;
}

/** What a reader has to know of a result before anything else. */
export function remarksOf({ told, cells, manifest }: ReportExperiment): readonly string[] {
  if (isQuotable(manifest) || !cells.some(({ clock }) => clock === "host")) return told;
  return [...told, "Host time of this run is not to be quoted: assertions or a debugger were on."];
}
