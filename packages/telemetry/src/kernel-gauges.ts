import type { System } from "@respin/systems";
import { buildInfo } from "./build-info.js";
import { LabelValues } from "./label-values.js";
import { readGauge, type OpenRegistry } from "./read.js";

/** Owners of frames that are told apart. */
const ownersMax = 100;

const extensionStates = ["loaded", "running", "unloaded", "ejected", "replaced"] as const;

/** How a system is now, as gauges that are read when they are scraped. `names` are the events that are told apart. */
export function kernelGauges(registry: OpenRegistry, { kernel }: System, names: LabelValues): void {
  const { machine, storage, strands, dispatcher } = kernel;
  readGauge(registry, {
    name: "respin_build_info",
    help: "1; what runs: the version and the commit that it was built from",
    labelNames: ["version", "commit"],
    read: (value) => value(buildInfo(), 1),
  });
  readGauge(registry, {
    name: "respin_machine_info",
    help: "1; the profile of the modelled machine, and the frames of its memory",
    labelNames: ["machine", "frames"],
    read: (value) => value({ machine: machine.profile.name, frames: `${machine.memory.frames}` }, 1),
  });
  const owners = new LabelValues(ownersMax);
  readGauge(registry, {
    name: "respin_frames",
    help: "Frames of memory by owner: in use, pinned for a while, taken and not yet saved, or free and nobody's; they add up",
    labelNames: ["owner", "state"],
    read: (value) => {
      for (const { owner, state, frames } of storage.census()) {
        value({ owner: owner === undefined ? "nobody" : owners.of(owner), state }, frames);
      }
    },
  });
  readGauge(registry, {
    name: "respin_strands",
    help: "Strands that run, are ready, or are blocked; those that are ready behind an application's scheduler count as one",
    labelNames: ["state"],
    read: (value) => {
      for (const [state, count] of Object.entries(strands.census())) value({ state }, count);
    },
  });
  readGauge(registry, {
    name: "respin_events",
    help: "Events that somebody handles",
    read: (value) => value({}, dispatcher.events().length),
  });
  readGauge(registry, {
    name: "respin_handlers",
    help: "Handlers that are installed, by event; its own procedure is one",
    labelNames: ["event"],
    read: (value) => {
      for (const event of dispatcher.events()) {
        value({ event: names.of(event.name) }, dispatcher.handlers(event).length);
      }
    },
  });
  readGauge(registry, {
    name: "respin_extensions",
    help: "Extensions that are loaded or run; and those that were unloaded, ejected or replaced, since the system was started",
    labelNames: ["state"],
    read: (value) => {
      const states = kernel.extensionCensus?.states;
      for (const state of extensionStates) value({ state }, states?.[state] ?? 0);
    },
  });
}
