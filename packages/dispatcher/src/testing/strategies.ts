import {
  Dispatcher,
  DispatchError,
  FuelMeter,
  Modules,
  type DispatcherOptions,
  type Executor,
  type Failure,
  type Module,
  type Strategy,
} from "../index.js";

/** Every way to dispatch a raise. All have to agree. */
export const strategies = [
  "interpreted",
  "compiled",
  "indexed",
  "adaptive",
  "ungenerated",
] as const satisfies readonly Strategy[];

/** The generated code knows its handlers by groups of thirty: one less, full, one more, two groups, and several. */
export const lengths = [1, 2, 29, 30, 31, 60, 61, 100] as const;

/** More than are interpreted before code is generated, so that a test meets both. */
const raisesEach = 12;

/** Do it right after a change, and often enough that what is raised last is what a long-lived list ends up with. */
export function often(raise: (n: number) => void): void {
  for (let n = 0; n < raisesEach; n++) raise(n);
}

/** Strands that run when the test says so. */
export class Strands implements Executor {
  readonly names: string[] = [];
  readonly #waiting: (() => void)[] = [];

  get waiting(): number {
    return this.#waiting.length;
  }

  start(name: string, run: () => void): void {
    this.names.push(name);
    this.#waiting.push(run);
  }

  /** Run those that wait, and those that they start. */
  run(): void {
    for (let run = this.#waiting.shift(); run !== undefined; run = this.#waiting.shift()) run();
  }
}

/** A dispatcher, three modules, and what it was given. */
export interface World {
  readonly dispatcher: Dispatcher;
  readonly modules: Modules;
  /** Defines the events. */
  readonly core: Module;
  readonly extension: Module;
  readonly rival: Module;
  readonly fuel: FuelMeter;
  readonly strands: Strands;
  /** What was reported. */
  readonly failures: Failure[];
  /** Says that something was called. */
  note(what: string): void;
  /** What was noted since it was last asked. */
  noted(): readonly string[];
}

export function worldOf(strategy: Strategy, options: Partial<DispatcherOptions> = {}): World {
  const modules = new Modules();
  const fuel = new FuelMeter();
  const strands = new Strands();
  const failures: Failure[] = [];
  const log: string[] = [];
  const dispatcher = new Dispatcher({
    modules,
    meter: fuel,
    executor: strands,
    onFailure: (failure) => void failures.push(failure),
    strategy,
    ...options,
  });
  return {
    dispatcher,
    modules,
    core: modules.create("core"),
    extension: modules.create("extension"),
    rival: modules.create("rival"),
    fuel,
    strands,
    failures,
    note: (what) => void log.push(what),
    noted: () => log.splice(0),
  };
}

/** The error of the dispatcher that something is refused with. */
export function refusal(run: () => unknown): DispatchError {
  try {
    run();
  } catch (error) {
    if (error instanceof DispatchError) return error;
    throw error;
  }
  throw new Error("it was not refused");
}

/** The code of the error that something is refused with. */
export function codeOf(run: () => unknown): string {
  return refusal(run).code;
}

/** 0, 1, 2, ... up to but not including `count`. */
export function range(count: number): readonly number[] {
  return Array.from({ length: count }, (_, n) => n);
}
