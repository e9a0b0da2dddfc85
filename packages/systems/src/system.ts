import type { KindsChoice, PolicyChoice } from "@respin/buffer-manager";
import { Kernel, type KernelOptions, type Strand } from "@respin/core";
import {
  invariant,
  Machine,
  RespinError,
  type CostDeclarations,
  type MachineProfile,
  type Platter,
} from "@respin/hardware";
import type { TrustedKeys, Waiting } from "@respin/linker";
import type { Application } from "./application.js";
import { Crossings } from "./crossings.js";
import { observerOf } from "./dispatch-costs.js";
import { systemCosts, type SystemName } from "./profile.js";

/** An application to be started with the system. */
export interface ApplicationDeclaration {
  readonly name: string;
  /** How its pages are replaced, where the system lets it say; undefined leaves it to the system. */
  readonly policy?: PolicyChoice | undefined;
  /** What the pages of its files hold. */
  readonly kinds?: KindsChoice | undefined;
}

export interface SystemOptions {
  readonly machine: MachineProfile;
  /** Frames of memory for everything; the machine profile's, unless said. */
  readonly frames?: number | undefined;
  /** A disk with a formatted volume. */
  readonly platter: Platter;
  readonly applications: readonly ApplicationDeclaration[];
  /** Monolithic only: the replacement policy that its kernel was built with. */
  readonly kernelPolicy?: PolicyChoice | undefined;
  /**
   * Monolithic only. `cached`: files go through the kernel's file cache, and the database keeps a cache of its own as well.
   * `raw`: the database has the raw device and all the memory.
   */
  readonly files?: "cached" | "raw" | undefined;
  /** Monolithic with `cached` files: the part of an application's frames that is its own cache, 0 < part < 1. */
  readonly userShare?: number | undefined;
  /** Costs of the system in place of those of its profile, by name: for what changes when one is another. */
  readonly costs?: CostDeclarations | undefined;
  /** SPIN only: link an extension that handles every paging event and does nothing. */
  readonly idleExtension?: boolean | undefined;
  /** Hears of each extension that is ejected, with the line that says why. */
  readonly onEjection?: KernelOptions["onEjection"];
}

/** A system: a machine, the components placed on it, and the applications that run there. */
export interface System {
  readonly name: SystemName;
  readonly kernel: Kernel;
  readonly crossings: Crossings;
  readonly applications: readonly Application[];
  /** Frames that each application and its part of the caches have together. */
  readonly framesEach: number;
  /** Run a program of an application until it has ended, and whatever runs beside it meanwhile. Throws what it throws. */
  run<Result>(application: Application, program: Waiting<Result>): Result;
  /** Run one program for each of several applications, side by side, until all have ended. */
  runAll(programs: readonly (readonly [Application, Waiting<unknown>])[]): void;
  /**
   * Start a program of an application and return at once: for whoever runs the kernel's strands piece by piece
   * (`kernel.strands.runUntil`). The one before must have ended. What it throws, whoever runs the strands gets.
   */
  start(application: Application, program: Waiting<unknown>): void;
}

/** Frames that no application has: the kernel's own, and one a tenant for what it shares with the kernel. */
export function reservedFrames(applications: number): number {
  return 1 + applications;
}

/** The machine, the kernel's services, and the bookkeeping that the three assemblies share. */
export class Foundation {
  readonly kernel: Kernel;
  readonly crossings = new Crossings();
  readonly framesEach: number;
  readonly #strands = new Map<Application, Strand>();

  /** Boot a machine for a system, whose kernel links what the trusted compilers made. Throws RSP_FRAMES when memory is too small for its applications. */
  constructor(name: SystemName, options: SystemOptions, trusted?: TrustedKeys) {
    const frames = options.frames ?? options.machine.frames;
    const tenants = options.applications.length;
    this.framesEach = Math.floor((frames - reservedFrames(tenants)) / tenants);
    if (!Number.isSafeInteger(frames) || this.framesEach < framesEachMin) {
      throw new RespinError(
        "RSP_FRAMES",
        `${frames} frames are too few for ${tenants} application${tenants === 1 ? "" : "s"}: give at least ${framesEachMin * tenants + reservedFrames(tenants)}`,
      );
    }
    const machine = new Machine(options.machine, {
      frames,
      platter: options.platter,
      systemCosts: { ...systemCosts[name], ...options.costs },
    });
    const { crossings } = this;
    const { onEjection } = options;
    this.kernel = new Kernel(machine, { observer: observerOf(name, machine, crossings), trusted, onEjection });
  }

  /** Say which strand an application's program runs on. */
  runsOn(application: Application, strand: Strand): void {
    this.#strands.set(application, strand);
  }

  run<Result>(application: Application, program: Waiting<Result>): Result {
    let outcome: { readonly result: Result } | undefined;
    this.runAll([
      [
        application,
        (function* () {
          outcome = { result: yield* program };
        })(),
      ],
    ]);
    invariant(outcome !== undefined, "the programs have ended when runAll returns");
    return outcome.result;
  }

  runAll(programs: readonly (readonly [Application, Waiting<unknown>])[]): void {
    let running = programs.length;
    for (const [application, program] of programs) {
      this.start(
        application,
        ending(program, () => void running--),
      );
    }
    this.kernel.strands.runUntil(() => running === 0);
  }

  start(application: Application, program: Waiting<unknown>): void {
    const strand = this.#strands.get(application);
    if (strand === undefined) {
      throw new RespinError(
        "RSP_APPLICATION",
        `${application.name} is not an application of this system; use one of its own`,
      );
    }
    this.kernel.strands.start(strand, program);
  }
}

/** Locality sets, ghosts and the like need a few pages to be what they are. */
const framesEachMin = 8;

function* ending(program: Waiting<unknown>, then: () => void): Waiting {
  try {
    yield* program;
  } finally {
    then();
  }
}
