import type { Waiting } from "@respin/systems";
import { use, type Ground, type Workload } from "./workload.js";

/** Pages that one operation reads. */
const pagesEach = 16;

/** A query over a whole table, again and again: with more pages than memory, what least recently used keeps is never used. */
export const scan: Workload = {
  name: "scan",
  operation: `the next ${pagesEach} pages are read, from the first to the last and around again`,
  begin(ground) {
    let next = 0;
    return () => {
      const first = next;
      next = (next + pagesEach) % ground.pages;
      return read(ground, first);
    };
  },
};

function* read(ground: Ground, first: number): Waiting {
  for (let step = 0; step < pagesEach; step++) {
    yield* use(ground, (first + step) % ground.pages, false);
    ground.application.compute("program.reference", 1);
  }
}
