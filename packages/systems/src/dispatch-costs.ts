import type { Observer } from "@respin/dispatcher";
import type { Machine } from "@respin/hardware";
import type { Crossings } from "./crossings.js";
import type { SystemName } from "./profile.js";

/**
 * What a system does when its kernel's dispatcher works. All count the calls. In SPIN each step has its cost (OSDI'96,
 * section 3.1): the others have fixed kernels, which were linked without a dispatcher.
 */
export function observerOf(name: SystemName, machine: Machine, crossings: Crossings): Observer {
  return name === "spin" ? charging(machine, crossings) : counting(crossings);
}

function counting(crossings: Crossings): Observer {
  return {
    changed: () => {},
    prepared: () => {},
    started: () => {},
    probed: () => {},
    dispatched: (_event, _parameters, _guards, _guardsInLine, handlers, handlersInLine) => {
      crossings.calls += handlers + handlersInLine;
    },
  };
}

function charging(machine: Machine, crossings: Crossings): Observer {
  const { costs } = machine;
  const install = costs.named("dispatch.install");
  const generate = costs.named("dispatch.generate");
  const asynchronous = costs.named("dispatch.asynchronous");
  const probe = costs.named("dispatch.probe");
  const raise = costs.named("dispatch.raise");
  const call = costs.named("dispatch.call");
  const callInLine = costs.named("dispatch.call.in-line");
  const argument = costs.named("dispatch.argument");
  return {
    changed: () => machine.spend(install, 1),
    prepared: (_event, handlers) => machine.spend(generate, handlers),
    started: () => machine.spend(asynchronous, 1),
    probed: () => machine.spend(probe, 1),
    dispatched: (_event, parameters, guards, guardsInLine, handlers, handlersInLine) => {
      crossings.calls += handlers + handlersInLine;
      machine.spend(raise, 1);
      machine.spend(call, guards + handlers);
      machine.spend(callInLine, guardsInLine + handlersInLine);
      machine.spend(argument, parameters * (guards + guardsInLine + handlers + handlersInLine));
    },
  };
}
