import { defineExperiment, type Step } from "@respin/experiment";
import { machineNamed, profileHash, systemCosts } from "@respin/systems";
import { claims } from "./claims.js";
import { hostSettings, measureRatio } from "./host.js";
import { modelledParts } from "./modelled.js";
import { plots } from "./plots.js";
import { mostHandlers, parameters } from "./setting.js";
import { tables } from "./tables.js";

export default defineExperiment({
  name: "dispatcher",
  title: "What a raise costs",
  question: "What does it cost that a call may be bound at run time, to one handler or to thousands, and to bind it?",
  origin: { paper: "OSDI'96", tables: ["Table 1", "section 3.1"] },
  systems: ["spin"],
  parameters,
  // Host time has nothing to do with the model; the sweep beyond the papers' fifty handlers, and the index, with claims.
  validation: { host: "off", handlersMax: "100" },

  async *run({ machine, depth, seed, parameters: { handlersMax, host, rounds } }) {
    const most = mostHandlers(handlersMax, depth);
    const parts = modelledParts({ machine: machineNamed(machine), handlersMax: most });
    const settings = host === "on" ? hostSettings(most) : [];
    const total = parts.length + settings.length;
    const progress = (done: number, label: string): Step => ({ kind: "progress", done, total, label });

    for (const [done, { label, cells }] of parts.entries()) {
      yield progress(done, label);
      for (const cell of cells()) yield { kind: "cell", cell };
    }

    for (const [index, setting] of settings.entries()) {
      const label = `host: raises of ${setting.handlers} handlers`;
      const work = measureRatio(setting, { rounds, seed });
      for (let step = work.next(); ; step = work.next()) {
        if (step.done === true) {
          yield { kind: "cell", cell: step.value };
          break;
        }
        yield progress(parts.length + index, label);
      }
    }
    yield progress(total, "claims");
  },

  claims,
  tables: (cells) => tables(cells),
  plots: (cells) => plots(cells),
  profiles: ({ machine }) => ({
    [machine]: profileHash(machineNamed(machine)),
    spin: profileHash(systemCosts.spin),
  }),
  notes: [
    "SPIN alone: the other two systems are linked without a dispatcher, and a call in their kernels is bound when they are built.",
    "Modelled time is that of a DEC Alpha AXP 3000/400. Host time is this computer's, as a ratio to a direct call through a reference that can change, sampled in turn in one process. The two are never in one table or plot.",
    "A guard in Table 1 compares a variable with a constant, and a handler does nothing, as the paper's did.",
  ],
});
