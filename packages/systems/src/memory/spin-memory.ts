import { exportForEach } from "@respin/linker";
import { Timer, vmCalls, VmWorkload } from "@respin/vm-workload";
import { systemCall } from "../calls/system-call.js";
import { objectFile } from "../object-files.js";
import type { User, Workbench } from "../workbench/workbench.js";
import type { ManagedMemory } from "./managed-memory.js";
import { UserProgram, type MappedRegion } from "./program.js";

/**
 * SPIN: an extension in the kernel handles Translation.ProtectionFault and calls Translation.Protect, each a procedure call.
 * The program reaches it by system calls. One extension works for the last of the users, and for all others given.
 */
export function spinMemory(workbench: Workbench, users: readonly (readonly [User, MappedRegion])[]): ManagedMemory {
  const { extensions, machine } = workbench.kernel;
  const watch = workbench.stopwatch();
  const timer = extensions.linker.createFromModule(
    "Timer",
    exportForEach(Timer, () => ({ Start: () => watch.start(), Stop: () => watch.stop() })),
  );
  const extension = extensions.load(objectFile("@respin/vm-workload"), {
    imports: [timer],
    grant: { contexts: users.map(([{ context }]) => context) },
  });
  const workload = extensions.clientOf(extension, VmWorkload);
  for (const [{ context }, { region }] of users) workload.Manage(context, region, machine.mmu.pageWords);
  const [user, memory] = users[users.length - 1];
  return {
    program: new UserProgram(workbench, user, memory),
    watch,
    answer: (how) => workload.Answer(how),
    protect: (first, pages, protection, timed = false) =>
      systemCall(workbench, user, timed ? vmCalls.protectTimed : vmCalls.protect, first, pages, protection),
    examine: (page) => systemCall(workbench, user, vmCalls.examineTimed, page),
    handled: () => machine.observe(() => workload.Handled()),
  };
}
