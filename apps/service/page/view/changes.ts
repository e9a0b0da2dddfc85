import type { ReadLive } from "./read-live.js";

/** What a listener should hear of the change from one document to the next: events of the system, never its numbers. */
export function changesBetween(before: ReadLive | undefined, after: ReadLive): readonly string[] {
  if (before === undefined) return [];
  const changes: string[] = [];
  const ran = before.workload?.name;
  const runs = after.workload?.name;
  if (before.startedAt !== after.startedAt) changes.push("the program was started anew");
  if (ran !== runs) changes.push(runs === undefined ? "no workload runs any more" : `workload ${runs} runs`);
  const newest = after.ejections.at(0);
  const known = before.ejections.at(0);
  if (newest !== undefined && (newest.at !== known?.at || newest.line !== known.line)) {
    changes.push(`${newest.extension} was ejected`);
  }
  return changes;
}
