import { Strand, type Context, type Kernel } from "@respin/core";
import type { Asn, CostDeclarations, MachineProfile } from "@respin/hardware";
import type { Waiting } from "@respin/linker";
import type { Crossings } from "../crossings.js";
import { trustedCompilers } from "../object-files.js";
import { prepareDisk } from "../prepare.js";
import type { SystemName } from "../profile.js";
import { Foundation } from "../system.js";
import { Stopwatch, type Taken } from "./taken.js";

/** What is measured on. */
export interface WorkbenchOptions {
  readonly machine: MachineProfile;
  /** Costs of the system in place of those of its profile. */
  readonly costs?: CostDeclarations | undefined;
  readonly frames?: number | undefined;
}

/** A space of an application, and a strand that runs there. */
export interface User {
  readonly context: Context;
  readonly asn: Asn;
  readonly strand: Strand;
}

/**
 * A system that is booted to be measured: its machine, its kernel and its boundaries, and no application but those that a
 * measurement makes. Every published time is read off the clock of one while the mechanism runs.
 */
export class Workbench {
  readonly system: SystemName;
  readonly kernel: Kernel;
  readonly crossings: Crossings;

  constructor(system: SystemName, { machine, costs, frames = 256 }: WorkbenchOptions) {
    const platter = prepareDisk(machine, []);
    const applications = [{ name: "workbench" }];
    const options = { machine, frames, platter, applications, ...(costs === undefined ? {} : { costs }) };
    const foundation = new Foundation(system, options, system === "spin" ? trustedCompilers() : undefined);
    this.system = system;
    this.kernel = foundation.kernel;
    this.crossings = foundation.crossings;
  }

  /** A new space, with a strand. */
  user(name: string): User {
    const { spaces, translation } = this.kernel;
    const context = translation.create();
    const asn = spaces.asnOf(context, "Translation.Create");
    return { context, asn, strand: new Strand(name, asn) };
  }

  stopwatch(): Stopwatch {
    return new Stopwatch(this.kernel.machine, this.crossings);
  }

  /** What some work takes, and all strands that it starts. */
  take(work: () => void): Taken {
    const { strands } = this.kernel;
    const watch = this.stopwatch();
    watch.start();
    work();
    strands.runUntil(() => strands.ready === 0);
    watch.stop();
    return watch.taken();
  }

  /** Run a program on a strand until it has ended, and whatever runs beside it meanwhile. Throws what it throws. */
  run(strand: Strand, program: Waiting): void {
    const { strands } = this.kernel;
    let ended = false;
    strands.whenEnded(strand, () => (ended = true));
    strands.start(strand, program);
    strands.runUntil(() => ended);
  }
}
