import type { ResultDocument } from "@respin/experiment";

/**
 * Writes the report of a run's documents into its folder, and returns its files. What makes pages is loaded when everything has
 * been measured, and not before.
 */
export async function reportOf(
  root: string,
  documents: readonly ResultDocument[],
  folder: string,
): Promise<readonly string[]> {
  const { writeReport } = await import("../reports.js");
  return writeReport(root, documents, folder);
}
