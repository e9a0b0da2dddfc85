import { Dispatcher, Modules } from "@respin/dispatcher";
import { alphaAxp3000400, Machine, Platter, type CostDeclaration, type MachineProfile } from "@respin/hardware";
import type { Dispatching, Waiting } from "@respin/linker";
import { FrameMappings } from "../frame-mappings.js";
import { PhysicalStorage } from "../phys-addr.js";
import { Spaces } from "../spaces.js";
import { Strands } from "../strand.js";
import { TranslationService } from "../translation.js";
import { VirtualAddresses } from "../virt-addr.js";

const cost = (cycles: number): CostDeclaration => ({
  cycles,
  unit: "call",
  group: "memory",
  origin: "assumed",
  source: "a number for tests",
});

/** What the core services spend: each another number, so that a test sees which it was. */
export const systemCosts = {
  "reclaim.step": cost(3),
  "strand.create": cost(17),
  "strand.program": cost(19),
  "strand.switch": cost(100),
  "strand.checkpoint": cost(11),
  "strand.resume": cost(13),
  "translation.map": cost(20_000),
  "translation.unmap": cost(300_000),
  "translation.protect": cost(5000),
  "translation.protect-page": cost(50),
  "translation.examine": cost(7),
};

/** A machine with small pages and a small, but real, disk. */
export const smallMachine: MachineProfile = {
  ...alphaAxp3000400,
  name: "small",
  frameBytes: 2048,
  frames: 16,
  mmu: { tlbEntries: 4 },
  disk: { ...alphaAxp3000400.disk, cylinders: 4 },
};

export function bootMachine(options: { frames?: number; platter?: Platter } = {}): Machine {
  return new Machine(smallMachine, { ...options, systemCosts });
}

/** A dispatcher with nothing defined. */
export function bootDispatching(): Dispatching {
  const modules = new Modules();
  return { modules, dispatcher: new Dispatcher({ modules }) };
}

/** The services of memory, with the mappings that a kernel keeps to itself. */
export function bootMemory(frames: number): {
  readonly machine: Machine;
  readonly modules: Modules;
  readonly dispatcher: Dispatcher;
  readonly strands: Strands;
  readonly spaces: Spaces;
  readonly mappings: FrameMappings;
  readonly storage: PhysicalStorage;
  readonly addresses: VirtualAddresses;
  readonly translation: TranslationService;
} {
  const machine = bootMachine({ frames });
  const dispatching = bootDispatching();
  const strands = new Strands(machine, dispatching);
  const spaces = new Spaces(machine);
  const mappings = new FrameMappings(machine.mmu, frames);
  const storage = new PhysicalStorage(machine, dispatching, strands, mappings);
  const addresses = new VirtualAddresses(machine, dispatching, spaces);
  const translation = new TranslationService(machine, dispatching, { spaces, storage, addresses, mappings });
  return { machine, ...dispatching, strands, spaces, mappings, storage, addresses, translation };
}

/** Run some work on a strand of its own until it is done. Throws what it throws. */
export function run<Result>(strands: Strands, work: Waiting<Result>): Result {
  let outcome: { readonly result: Result } | undefined;
  strands.startKernel(
    "test",
    (function* () {
      outcome = { result: yield* work };
    })(),
  );
  strands.runUntil(() => outcome !== undefined);
  if (outcome === undefined) throw new Error("the work did not end");
  return outcome.result;
}
