import { defineExperiment, integer, profilesOf, stepsOf, type Cell } from "@respin/experiment";
import { machineNamed } from "@respin/systems";
import { parts } from "./cells.js";
import { claims } from "./claims.js";
import { plots } from "./plots.js";
import { tables } from "./tables.js";

export default defineExperiment({
  name: "protected-calls",
  title: "What a call costs when it crosses a protection boundary",
  question: "What does it take to call the null procedure within the kernel, into it, and in another address space?",
  origin: { paper: "SOSP'95", tables: ["Table 2"] },
  parameters: {
    iterations: integer({ default: 10, min: 1, max: 100_000, help: "calls that each average is taken over" }),
  },

  async *run({ systems, machine, depth, parameters: { iterations } }) {
    const profile = machineNamed(machine);
    const spacesMax = depth === "full" ? 1000 : 100;
    const all = systems.flatMap((system) => parts(system, { machine: profile, iterations, spacesMax }));
    yield* stepsOf(all);
  },

  claims,
  tables: (cells: readonly Cell[]) => tables(cells),
  plots: (cells: readonly Cell[]) => plots(cells),
  profiles: profilesOf,
  notes: [
    "The null procedure: no arguments, no result. What is left is the transfer of control.",
    "OSF/1 and Mach have no call of the first kind: nothing can be linked into their kernels.",
    "A program of SPIN whose UNIX is a server calls it in another address space; the monolithic system's kernel is its server.",
  ],
});
