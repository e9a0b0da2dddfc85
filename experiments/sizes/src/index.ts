import { defineExperiment, type Cell, type Step } from "@respin/experiment";
import { boot, machineNamed, prepareDisk } from "@respin/systems";
import { componentCells, extensionCells, type Sized } from "./cells.js";
import { claims } from "./claims.js";
import { components, extensions, sizeOf } from "./repository.js";
import { tables } from "./tables.js";

/** What the assembly of SPIN gives to an extension that works with files, beside the public interfaces. */
const granted = ["Volume", "Timer"];

/** Enough for a kernel and one application. */
const frames = 16;

export default defineExperiment({
  name: "sizes",
  title: "How large the kernel's parts and its extensions are",
  question: "How much code is the kernel, how much of it is there to be extensible, and how much is an extension?",
  origin: { paper: "SOSP'95", tables: ["Table 1", "Table 7"] },
  systems: ["spin"],
  parameters: {},
  // Its cells are counts of this repository's code, which no constant of the model explains.
  validation: "none",

  async *run({ machine }) {
    const total = components.length + 1;
    const progress = (done: number, label: string): Step => ({ kind: "progress", done, total, label });
    const cells: Cell[] = [];
    const sized: Sized[] = [];
    for (const [done, component] of components.entries()) {
      yield progress(done, component.name);
      sized.push({ component, ...sizeOf(component) });
    }
    cells.push(...componentCells(sized));
    yield progress(components.length, "extensions");
    const names = publicInterfaces(machine);
    for (const extension of extensions()) cells.push(...extensionCells(extension, names, granted));
    for (const cell of cells) yield { kind: "cell", cell };
    yield progress(total, "claims");
  },

  claims,
  tables: (cells) => tables(cells),
  notes: [
    "Counted when it runs, in the sources, the compiled files and the object files of this repository: the counts change with them, and with nothing else.",
  ],
});

/** The interfaces that a kernel of SPIN's offers to every extension: asked of one that runs. */
function publicInterfaces(machineName: string): readonly string[] {
  const machine = machineNamed(machineName);
  const platter = prepareDisk(machine, []);
  return boot("spin", { machine, platter, frames, applications: [{ name: "none" }] }).kernel.extensions.spinPublic
    .exports;
}
