import { CostTable, profileHash, type Cost, type CostDeclarations, costGroups, type CostGroup } from "./costs.js";
import { Disk } from "./disk.js";
import type { DiskProfile } from "./disk-mechanics.js";
import { EventQueue } from "./event-queue.js";
import { PhysicalMemory } from "./memory.js";
import { Mmu, type MmuProfile } from "./mmu.js";
import { operationsMax, type OperationCounter } from "./operation-counter.js";
import { Platter } from "./platter.js";

/** A machine, as data: what the hardware is and what it costs. Costs must declare `tlb.miss`, `disk.wait` and `operation`. */
export interface MachineProfile {
  readonly name: string;
  readonly source: string;
  readonly clockMhz: number;
  readonly frameBytes: number;
  /** Frames of memory unless a run asks for another number. */
  readonly frames: number;
  readonly mmu: MmuProfile;
  readonly disk: DiskProfile;
  readonly costs: CostDeclarations;
}

export interface MachineOptions {
  /** Frames of memory in place of the profile's. */
  readonly frames?: number;
  /** A disk that was used before; a new, empty one unless given. */
  readonly platter?: Platter;
  /** The system's own costs, beside the hardware's. */
  readonly systemCosts?: CostDeclarations;
}

/**
 * The machine: one clock, memory, an MMU, a disk, and the queue of what the devices have promised.
 *
 * Modelled time moves in three ways only: code spends a named cost, metered code counts its operations, or the processor
 * waits for a device. All are counted by cost name, so that the cycles of every cost times its count add up to the clock
 * (Invariant M1, attacked by machine.test.ts).
 *
 * Operations are read off the counter before anything else looks at the clock or moves it (Invariant M2: whoever reads
 * the clock sees every operation counted before. Kept by: `#settle`. Attacked by: machine.test.ts).
 */
export class Machine {
  readonly profile: MachineProfile;
  readonly profileHash: string;
  readonly costs: CostTable;
  readonly memory: PhysicalMemory;
  readonly mmu: Mmu;
  readonly disk: Disk;
  readonly events = new EventQueue();
  /** Counted down by metered code. Set it with `allow`. */
  readonly counter: OperationCounter = { left: operationsMax };

  #cycles = 0;
  /** What the counter showed when its operations were last spent. */
  #counted = operationsMax;
  /** Nobody's time: see `observe`. */
  #isObserved = false;
  readonly #counts: Float64Array;
  readonly #diskWait: Cost;
  readonly #operation: Cost;

  constructor(profile: MachineProfile, options: MachineOptions = {}) {
    this.profile = profile;
    this.profileHash = profileHash([profile, options.systemCosts ?? {}]);
    this.costs = new CostTable(profile.costs, options.systemCosts ?? {});
    this.#counts = new Float64Array(this.costs.all.length);
    this.#diskWait = this.costs.named("disk.wait");
    this.#operation = this.costs.named("operation");
    this.memory = new PhysicalMemory(options.frames ?? profile.frames, profile.frameBytes);
    this.mmu = new Mmu(this.memory, profile.mmu, this.costs.named("tlb.miss"), (cost, n) => this.spend(cost, n));
    this.disk = new Disk(profile.disk, options.platter ?? Platter.for(profile.disk), this.events, () => this.cycles);
  }

  /** The clock, in cycles since the machine was started. */
  get cycles(): number {
    this.#settle();
    return this.#cycles;
  }

  /** Cycles as microseconds of this machine's clock. */
  microseconds(cycles: number): number {
    return cycles / this.profile.clockMhz;
  }

  /** Let metered code count this many operations, up to `operationsMax`, before it hears that there are none left. */
  allow(operations: number): void {
    this.#settle();
    this.counter.left = operations;
    this.#counted = operations;
  }

  /**
   * Look at something from outside of the model: what metered code counts meanwhile takes no modelled time. What is spent by
   * name is spent all the same.
   */
  observe<Result>(look: () => Result): Result {
    this.#settle();
    const outer = this.#isObserved;
    this.#isObserved = true;
    try {
      return look();
    } finally {
      this.#settle();
      this.#isObserved = outer;
    }
  }

  /** Whether something looks at the machine from outside of the model now. */
  get isObserved(): boolean {
    return this.#isObserved;
  }

  /** Spend a cost n times. */
  spend(cost: Cost, n = 1): void {
    this.#settle();
    this.#cycles += cost.cycles * n;
    this.#counts[cost.id] += n;
  }

  /** Let the devices that are due deliver their completions. */
  poll(): void {
    while (this.events.nextCycle <= this.cycles) this.events.take().run();
  }

  /** Wait for the next completion of a device and deliver it. False when nothing is outstanding. */
  waitForDevice(): boolean {
    if (this.events.length === 0) return false;
    const next = this.events.take();
    if (next.cycle > this.cycles) this.spend(this.#diskWait, next.cycle - this.#cycles);
    next.run();
    return true;
  }

  /** How often each cost was spent so far, by name; costs never spent are left out. */
  counts(): ReadonlyMap<string, number> {
    this.#settle();
    const counts = new Map<string, number>();
    for (const cost of this.costs.all) {
      if (this.#counts[cost.id] !== 0) counts.set(cost.name, this.#counts[cost.id]);
    }
    return counts;
  }

  /** How often one cost was spent so far. */
  count(cost: Cost): number {
    this.#settle();
    return this.#counts[cost.id];
  }

  /** Cycles so far by group; they add up to the clock. */
  cyclesByGroup(): Record<CostGroup, number> {
    this.#settle();
    const groups = Object.fromEntries(costGroups.map((group) => [group, 0])) as Record<CostGroup, number>;
    for (const cost of this.costs.all) groups[cost.group] += this.#counts[cost.id] * cost.cycles;
    return groups;
  }

  /** Spend what was counted since this was last done. */
  #settle(): void {
    const operations = this.#counted - this.counter.left;
    if (operations === 0) return;
    this.#counted = this.counter.left;
    if (this.#isObserved) return;
    this.#cycles += this.#operation.cycles * operations;
    this.#counts[this.#operation.id] += operations;
  }
}
