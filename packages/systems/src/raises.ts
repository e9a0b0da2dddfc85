import {
  argumentIs,
  Declarations,
  Dispatcher,
  integer,
  Modules,
  nothing,
  parameter,
  signature,
  type Event,
  type Mode,
  type Module,
  type ProcedureFacts,
} from "@respin/dispatcher";
import type { Cost, MachineProfile } from "@respin/hardware";
import { above, type Taken } from "./workbench/taken.js";
import { Workbench } from "./workbench/workbench.js";

/** A raise to be measured, as in OSDI'96, Table 1. */
export interface RaiseSetting {
  readonly parameters: number;
  /** Handlers in the place of the intrinsic one; 0 leaves that alone. Each does nothing, behind a guard of its own. */
  readonly handlers: number;
  /** Guards and handlers are small enough for the generated code to have them in line. */
  readonly inLine: boolean;
  /** How many of the guards are true. */
  readonly firing: "all" | "none" | "one";
  /** Predicates (a variable compared with a constant) are evaluated; matches on the first argument may be looked up. */
  readonly guards: "predicates" | "matches";
}

type Setting = RaiseSetting & { readonly mode?: Mode };

interface Defined {
  readonly event: Event<number[], void>;
  readonly module: Module;
  /** With these, as many guards are true as the setting says. */
  readonly args: readonly number[];
}

/** What a code generator puts in line, and what not. */
const inLine: ProcedureFacts = { operations: 2, functional: true };
const outOfLine: ProcedureFacts = { operations: 100, functional: true };

/** An event with handlers as the setting says. */
function define(
  { dispatcher, modules }: { readonly dispatcher: Dispatcher; readonly modules: Modules },
  declarations: Declarations,
  setting: Setting,
): Defined {
  const { parameters, handlers, firing, guards, mode = "synchronous" } = setting;
  const module = modules.create("raiser");
  const names = Array.from({ length: parameters }, (_, n) => parameter(`a${n}`, integer));
  const event = dispatcher.define(module, "Bench.Raised", signature(names, nothing), () => {});
  if (handlers > 0) dispatcher.uninstall(module, dispatcher.intrinsic(event));
  const facts = setting.inLine ? inLine : outOfLine;
  // What each guard compares with its constant; it is the first argument, too.
  const variable = { value: firing === "none" ? -1 : 0 };
  for (let n = 0; n < handlers; n++) {
    const constant = firing === "all" ? 0 : n;
    const guard =
      guards === "matches"
        ? argumentIs("a0", constant)
        : declarations.declare(() => variable.value === constant, facts);
    const handler = declarations.declare(() => {}, facts);
    dispatcher.installHandler(module, event, handler, { guards: [guard], mode });
  }
  return { event, module, args: names.map((_, n) => (n === 0 ? variable.value : n)) };
}

/** SPIN's dispatcher in a kernel on a machine of its own, used by a module that is linked to its events. */
class Bench {
  readonly #workbench: Workbench;
  readonly #call: Cost;
  readonly #argument: Cost;

  constructor(machine: MachineProfile) {
    this.#workbench = new Workbench("spin", { machine, frames: 64 });
    const { costs } = this.#workbench.kernel.machine;
    this.#call = costs.named("call.kernel");
    this.#argument = costs.named("dispatch.argument");
  }

  get dispatcher(): Dispatcher {
    return this.#workbench.kernel.dispatcher;
  }

  define(setting: Setting): Defined {
    const { kernel } = this.#workbench;
    return define(kernel, kernel.declarations, setting);
  }

  /** Raise from another domain: the call through the link with its arguments, and whatever is behind it. */
  raise({ event, args }: Defined): void {
    const { machine } = this.#workbench.kernel;
    machine.spend(this.#call);
    machine.spend(this.#argument, args.length);
    event.raise(...args);
  }

  /** What some work takes, and all strands that it starts. */
  take(work: () => void): Taken {
    return this.#workbench.take(work);
  }
}

/** What one raise takes, when the event has been raised before (OSDI'96, Table 1). */
export function measureRaise(machine: MachineProfile, setting: RaiseSetting): Taken {
  const bench = new Bench(machine);
  const defined = bench.define(setting);
  bench.raise(defined);
  return bench.take(() => bench.raise(defined));
}

/**
 * What it takes to install so many handlers on an event without any (OSDI'96, section 3.1). With `raised`, the event is
 * raised after each, so that its code is made anew each time, as SPIN does; without, once at the end. The raises
 * themselves are not counted.
 */
export function measureInstall(machine: MachineProfile, handlers: number, raised: "after each" | "at the end"): Taken {
  const bench = new Bench(machine);
  const { dispatcher } = bench;
  const setting = { parameters: 0, inLine: false, firing: "all", guards: "predicates" } as const;
  const defined = bench.define({ ...setting, handlers });
  const bindings = dispatcher.handlers(defined.event);
  for (const binding of bindings) dispatcher.uninstall(defined.module, binding);
  const raises: Taken[] = [];
  const all = bench.take(() => {
    for (const [n, binding] of bindings.entries()) {
      dispatcher.install(defined.module, binding);
      if (raised === "at the end" && n < bindings.length - 1) continue;
      defined.event.raise();
      raises.push(bench.take(() => defined.event.raise()));
    }
  });
  // Each raise was made twice: once with its code to be made, once with that there.
  return raises.reduce((rest, raise) => above(above(rest, raise), raise), all);
}

/** Cycles until the last handler has run, of a raise that is asynchronous: as a whole, in each of its handlers, or in both ways. */
export function measureAsynchronous(
  machine: MachineProfile,
  handlers: number,
  mode: "event" | "each handler" | "both" | "synchronous",
): Taken {
  const bench = new Bench(machine);
  const setting = { parameters: 0, inLine: false, firing: "all", guards: "predicates" } as const;
  const defined = bench.define({
    ...setting,
    handlers,
    mode: mode === "each handler" || mode === "both" ? "asynchronous" : "synchronous",
  });
  if (mode === "event" || mode === "both") bench.dispatcher.setMode(defined.module, defined.event, "asynchronous");
  bench.raise(defined);
  bench.take(() => {});
  return bench.take(() => bench.raise(defined));
}
