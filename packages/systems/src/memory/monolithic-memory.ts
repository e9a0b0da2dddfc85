import type { Protection } from "@respin/hardware";
import type { Waiting } from "@respin/linker";
import type { Workbench } from "../workbench/workbench.js";
import { FaultHandler, timedBy, type ManagedMemory } from "./managed-memory.js";
import { mprotect } from "./mprotect.js";
import { mapPages, pageOf, UserProgram, type ManagedUser } from "./program.js";
import { Signals } from "./signals.js";

/** Room for some handlers within each other. */
const stackPages = 4;

/** Monolithic: a library in the process changes protection by `mprotect`, and a signal's handler answers faults. */
export function monolithicMemory(workbench: Workbench, users: readonly ManagedUser[]): ManagedMemory {
  const { dispatcher, modules, translation, machine } = workbench.kernel;
  const [user, memory] = users[users.length - 1];
  const watch = workbench.stopwatch();
  const { pageWords } = machine.mmu;
  const change = (first: number, pages: number, protection: Protection): Waiting =>
    mprotect(workbench, [memory], { address: memory.address + first * pageWords, pages, protection });
  const handler = new FaultHandler(watch, memory.pages, (page, protection) => change(page, 1, protection));
  const signals = new Signals(workbench, user, mapPages(workbench, user, stackPages), ({ address }) =>
    handler.onFault(pageOf(memory, address, pageWords) ?? -1),
  );
  // Linked into the kernel, which has no other: no extension.
  dispatcher.installHandler(
    modules.create("signals"),
    translation.events.ProtectionFault,
    (fault) => signals.deliver(fault),
    {
      guards: [({ context, address }) => context === user.context && pageOf(memory, address, pageWords) !== undefined],
      order: "first",
      cancel: true,
    },
  );
  return {
    program: new UserProgram(workbench, user, memory, (strand) => signals.returning(strand)),
    watch,
    answer: (how) => void (handler.how = how),
    protect: (first, pages, protection, timed = false) => timedBy(watch, timed, change(first, pages, protection)),
    handled: () => ({ faults: handler.faults, page: handler.page }),
  };
}
