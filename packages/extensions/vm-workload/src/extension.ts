import {
  Dispatcher,
  Translation,
  Trap,
  VirtAddr,
  type Context,
  type MemoryFault,
  type Region,
  type SystemCall,
} from "@respin/core";
import { invariant, Protection, RespinError } from "@respin/hardware";
import { functional, implement, type Waiting } from "@respin/linker";
import { Timer, VmWorkload, type VmAnswer } from "@respin/vm-workload";
import { vmCalls } from "./calls.js";

/** The region of a context whose faults are answered here. */
interface Managed {
  readonly region: Region;
  readonly address: number;
  readonly pages: number;
  readonly pageWords: number;
}

const managed = new Map<Context, Managed>();
let answer: VmAnswer = { stops: "never", protectsNext: false };
let faults = 0;
let last = -1;

export const extension = implement(VmWorkload, {
  Manage: (context, region, pageWords) => {
    const { address, pages } = VirtAddr.Extent(region);
    managed.set(context, { region, address, pages, pageWords });
  },
  Answer: (how) => void (answer = how),
  Handled: () => ({ faults, page: last }),
});

/** Faults elsewhere in its program's space are others'. */
const isManaged = functional(({ context, address }: MemoryFault) => {
  const memory = managed.get(context);
  return (
    memory !== undefined && address >= memory.address && address < memory.address + memory.pages * memory.pageWords
  );
});

function onFault({ context, address }: MemoryFault): void {
  if (answer.stops === "entry") Timer.Stop();
  const memory = managed.get(context);
  invariant(memory !== undefined, "the guard holds only for what is managed");
  const page = Math.floor((address - memory.address) / memory.pageWords);
  faults += 1;
  last = page;
  Translation.Protect(memory.region, page, 1, Protection.readWrite);
  if (answer.protectsNext) Translation.Protect(memory.region, (page + 1) % memory.pages, 1, Protection.read);
  if (answer.stops === "end") Timer.Stop();
}

function whole(given: unknown): number {
  if (typeof given === "number" && Number.isSafeInteger(given)) return given;
  throw new RespinError(
    "RSP_VM_CALL",
    "vm-workload: pages and protections are whole numbers; give those of the region",
  );
}

function* onSystemCall({ context, number, parameters }: SystemCall): Waiting<number> {
  const memory = managed.get(context);
  if (memory === undefined) {
    throw new RespinError("RSP_VM_CALL", "vm-workload: the caller has no memory that is managed here; manage it first");
  }
  const { region } = memory;
  const first = whole(parameters[0]);
  if (number === vmCalls.examineTimed) {
    Timer.Start();
    const protection = Translation.ExamineMapping(region, first);
    Timer.Stop();
    return protection;
  }
  const [pages, protection] = [whole(parameters[1]), whole(parameters[2])];
  if (number === vmCalls.protect) Translation.Protect(region, first, pages, protection);
  else if (number === vmCalls.protectTimed) {
    Timer.Start();
    Translation.Protect(region, first, pages, protection);
    Timer.Stop();
  } else throw new RespinError("RSP_SYSTEM_CALL", `vm-workload: there is no system call ${number}; see vmCalls`);
  return protection;
}

Dispatcher.Install(Translation.ProtectionFault, onFault, { guards: [isManaged], order: "first", cancel: true });
Dispatcher.Install(Trap.SystemCall, onSystemCall, { order: "first", cancel: true });
