import type { Application, FileNumber, Waiting } from "@respin/systems";

/** Where a workload does its work: the pages of one file of an application. */
export interface Ground {
  readonly application: Application;
  readonly file: FileNumber;
  /** Pages of the file. */
  readonly pages: number;
}

/** What a machine does in a loop: the same operations in the same order for the same seed, on every system. */
export interface Workload {
  readonly name: string;
  /** What one operation is. */
  readonly operation: string;
  /** Begin: what this returns gives the program of the next operation, each time it is called. */
  begin(ground: Ground, seed: number): () => Waiting;
}

/** Use a page, waiting for it where it is not there. */
export function* use({ application, file }: Ground, page: number, write: boolean): Waiting {
  if (!application.access(file, page, write)) yield* application.wait(file, page, write);
}
