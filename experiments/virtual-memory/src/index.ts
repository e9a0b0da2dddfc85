import { defineExperiment, integer, profilesOf, stepsOf, type Cell, type Depth } from "@respin/experiment";
import { machineNamed } from "@respin/systems";
import { parts, predictions } from "./cells.js";
import { claims } from "./claims.js";
import { plots } from "./plots.js";
import { tables } from "./tables.js";

const most = { quick: { pages: 1_000, spaces: 100 }, full: { pages: 10_000, spaces: 1_000 } } as const;

export default defineExperiment({
  name: "virtual-memory",
  title: "What it costs a program to manage its own virtual memory",
  question: "What do faults and changes of protection cost an application that handles its own?",
  origin: { paper: "SOSP'95", tables: ["Table 4"] },
  parameters: {
    iterations: integer({
      default: 100,
      min: 1,
      max: 100_000,
      help: "turns that each average of Table 4 is taken over",
    }),
    pagesMax: integer({
      default: 0,
      min: 0,
      max: 10_000,
      help: "how many pages are tried at most; 0 is 1000, with --full 10000",
    }),
    spacesMax: integer({
      default: 0,
      min: 0,
      max: 1_000,
      help: "how many address spaces are tried at most; 0 is 100, with --full 1000",
    }),
  },

  // The sweeps carry no published cells.
  validation: { iterations: "10", pagesMax: "1", spacesMax: "1" },

  async *run({ systems, machine, depth, parameters: { iterations, pagesMax, spacesMax } }) {
    const profile = machineNamed(machine);
    const setting = { machine: profile, iterations, ...limits({ pagesMax, spacesMax }, depth) };
    const all = systems.flatMap((system) => parts(system, setting));
    yield* stepsOf(all, predictions);
  },

  claims,
  tables: (cells: readonly Cell[]) => tables(cells),
  plots: (cells: readonly Cell[]) => plots(cells),
  profiles: profilesOf,
  notes: [
    "SPIN: an extension handles the faults in the kernel. Monolithic: mprotect and signals. Microkernel: an external pager, lock requests, and lazy unprotection.",
    "Trap stops when the handler begins, Fault when the store has gone through, Appel1 when the handler has ended. Appel2 is for each page. Changes of protection are timed in whoever asks the kernel for them.",
    "OSF/1 and Mach tell no program whether it has a page: they have no Dirty.",
  ],
});

/** The most pages and spaces that the run tries. */
export function limits(
  asked: { readonly pagesMax: number; readonly spacesMax: number },
  depth: Depth,
): { pagesMax: number; spacesMax: number } {
  return { pagesMax: asked.pagesMax || most[depth].pages, spacesMax: asked.spacesMax || most[depth].spaces };
}
