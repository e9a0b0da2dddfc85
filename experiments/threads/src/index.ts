import { defineExperiment, integer, profilesOf, stepsOf, type Cell } from "@respin/experiment";
import { machineNamed } from "@respin/systems";
import { parts } from "./cells.js";
import { claims } from "./claims.js";
import { plots } from "./plots.js";
import { tables } from "./tables.js";

const othersMost = { quick: 1_000, full: 100_000 } as const;

export default defineExperiment({
  name: "threads",
  title: "What threads cost, within the kernel and outside of it",
  question: "What does it take to fork and join a thread, and to have two threads signal each other?",
  origin: { paper: "SOSP'95", tables: ["Table 3"] },
  parameters: {
    iterations: integer({ default: 10, min: 1, max: 10_000, help: "rounds that each average is taken over" }),
    othersMax: integer({
      default: 0,
      min: 0,
      max: 100_000,
      help: "how many other threads there are at most; 0 is 1000, with --full 100000",
    }),
  },

  // The sweep carries no published cells.
  validation: { othersMax: "1" },

  async *run({ systems, machine, depth, parameters: { iterations, othersMax } }) {
    const most = othersMax === 0 ? othersMost[depth] : othersMax;
    const setting = { machine: machineNamed(machine), iterations, othersMax: most };
    const all = systems.flatMap((system) => parts(system, setting));
    yield* stepsOf(all);
  },

  claims,
  tables: (cells: readonly Cell[]) => tables(cells),
  plots: (cells: readonly Cell[]) => plots(cells),
  profiles: profilesOf,
  notes: [
    "The same two programs run on every package. Kernel: the kernel's own threads, within it. User: P-Threads of the monolithic system, C-Threads of the microkernel, each a library over kernel threads.",
    "SPIN, layered: the same C-Threads library, over an extension that makes Mach's kernel threads of strands. Integrated: an extension exports C-Threads by system calls.",
    "A round is what one more of them adds: what comes once, at the beginning and at the end, is not in it.",
  ],
});
