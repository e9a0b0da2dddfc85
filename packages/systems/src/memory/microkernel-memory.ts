import type { MemoryFault } from "@respin/core";
import type { Protection } from "@respin/hardware";
import type { Waiting } from "@respin/linker";
import { Port } from "../port.js";
import type { Workbench } from "../workbench/workbench.js";
import { FaultHandler, timedBy, type ManagedMemory } from "./managed-memory.js";
import { MemoryObject } from "./memory-object.js";
import { pageOf, UserProgram, type ManagedUser } from "./program.js";

/** Faults that the pager works on at once. */
const pagerThreads = 4;
/** Words of the message that says which access met a fault, and of its reply. */
const faultWords = { request: 4, reply: 2 };
/** Words of the message by which a program asks its pager, and of its reply. */
const askWords = { request: 4, reply: 1 };

/** What a microkernel's program has beside what all have: the pager's copies of pages, and a handler that can be another. */
export interface PagedMemory extends ManagedMemory {
  /** The contents of a page as they were when it was last locked after a store; undefined if it never was. */
  returned(page: number): Uint8Array | undefined;
  /** What the pager does with a fault in a page. */
  onFault: (page: number) => Waiting;
}

/**
 * Microkernel: the pager is a task of its own. A fault is a message to it; it answers by lock requests to the kernel, and
 * the program, which wants protection changed, sends it a message, too.
 */
export function microkernelMemory(workbench: Workbench, users: readonly ManagedUser[]): PagedMemory {
  const { kernel, crossings } = workbench;
  const { machine, strands, dispatcher, modules, translation } = kernel;
  const [user, memory] = users[users.length - 1];
  const watch = workbench.stopwatch();
  const program = new UserProgram(workbench, user, memory);
  const copies = new Map<number, Uint8Array>();
  const object = new MemoryObject(workbench, program, (page, contents) => {
    const copy = copies.get(page);
    if (copy === undefined) copies.set(page, contents.slice());
    else copy.set(contents);
  });
  const port = new Port("pager", workbench.user("pager").asn, pagerThreads, { machine, strands, crossings });
  const handler = new FaultHandler(watch, memory.pages, (page, protection) => object.lockRequest(page, 1, protection));
  const toMessage = machine.costs.named("fault.message");
  const paged: PagedMemory = {
    program,
    watch,
    answer: (how) => void (handler.how = how),
    protect: (first: number, pages: number, protection: Protection, timed = false) =>
      port.call(askWords, () => timedBy(watch, timed, object.lockRequest(first, pages, protection))),
    handled: () => ({ faults: handler.faults, page: handler.page }),
    returned: (page) => copies.get(page),
    onFault: (page) => handler.onFault(page),
  };
  dispatcher.installHandler(modules.create("exception messages"), translation.events.ProtectionFault, onFault, {
    guards: [({ context, address }) => context === user.context && pageIn(address) !== undefined],
    order: "first",
    cancel: true,
  });
  return paged;

  function pageIn(address: number): number | undefined {
    return pageOf(memory, address, machine.mmu.pageWords);
  }

  /** The kernel tells the pager of the fault, and the thread that met it waits: unless there is nothing to tell. */
  function onFault(fault: MemoryFault): void {
    if (object.resolves(fault)) return;
    machine.spend(toMessage);
    strands.events.Block.raise(fault.strand);
    strands.startKernel("exception", exception(fault));
  }

  function* exception(fault: MemoryFault): Waiting {
    yield* port.call(faultWords, () => paged.onFault(pageIn(fault.address) ?? -1));
    strands.events.Unblock.raise(fault.strand);
  }
}
