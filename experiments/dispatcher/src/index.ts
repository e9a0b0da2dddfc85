import { defineExperiment, type Cell, type Step } from "@respin/experiment";
import { machineProfiles, profileHash, RespinError, systemCosts, type MachineProfile } from "@respin/systems";
import { claims } from "./claims.js";
import { hostSettings, measureRatio } from "./host.js";
import { modelledParts, predictions } from "./modelled.js";
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

  async *run({ machine, depth, seed, parameters: { handlersMax, host, rounds } }) {
    const most = mostHandlers(handlersMax, depth);
    const parts = modelledParts({ machine: machineOf(machine), handlersMax: most });
    const settings = host === "on" ? hostSettings(most) : [];
    const total = parts.length + settings.length;
    const progress = (done: number, label: string): Step => ({ kind: "progress", done, total, label });

    const modelled: Cell[] = [];
    for (const [done, { label, cells }] of parts.entries()) {
      yield progress(done, label);
      modelled.push(...cells());
    }
    for (const cell of [...modelled, ...predictions(modelled)]) yield { kind: "cell", cell };

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
    [machine]: profileHash(machineOf(machine)),
    spin: profileHash(systemCosts.spin),
  }),
  notes: [
    "SPIN alone: the other two systems are linked without a dispatcher, and a call in their kernels is bound when they are built.",
    "Modelled time is that of a DEC Alpha AXP 3000/400. Host time is this computer's, as a ratio to a direct call through a reference that can change, sampled in turn in one process. The two are never in one table or plot.",
    "A guard in Table 1 compares a variable with a constant, and a handler does nothing, as the paper's did.",
  ],
});

function machineOf(name: string): MachineProfile {
  const machine = machineProfiles.get(name);
  if (machine === undefined)
    throw new RespinError("RSP_MACHINE", `there is no machine profile ${JSON.stringify(name)}`);
  return machine;
}
