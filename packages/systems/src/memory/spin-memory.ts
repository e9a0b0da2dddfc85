import { exportForEach, type Client } from "@respin/linker";
import { Timer, vmCalls, VmWorkload } from "@respin/vm-workload";
import { systemCall } from "../calls/system-call.js";
import { objectFile } from "../object-files.js";
import type { Workbench } from "../workbench/workbench.js";
import type { ManagedMemory } from "./managed-memory.js";
import { UserProgram, type ManagedUser } from "./program.js";

/**
 * SPIN: an extension in the kernel handles Translation.ProtectionFault and calls Translation.Protect, each a procedure call.
 * The program reaches it by system calls. One extension works for all users, of which the last is the program; or, `apart`,
 * one for each, and then the program's is loaded first, so that it is asked after all others.
 */
export function spinMemory(workbench: Workbench, users: readonly ManagedUser[], apart = false): ManagedMemory {
  const { extensions, machine } = workbench.kernel;
  const watch = workbench.stopwatch();
  const timer = extensions.linker.createFromModule(
    "Timer",
    exportForEach(Timer, () => ({ Start: () => watch.start(), Stop: () => watch.stop() })),
  );
  const load = (of: readonly ManagedUser[]): Client<typeof VmWorkload> => {
    const extension = extensions.load(objectFile("@respin/vm-workload"), {
      imports: [timer],
      grant: { contexts: of.map(([{ context }]) => context) },
    });
    const client = extensions.clientOf(extension, VmWorkload);
    for (const [{ context }, { region }] of of) client.Manage(context, region, machine.mmu.pageWords);
    return client;
  };
  const program = users[users.length - 1];
  const [user, memory] = program;
  const workload = load(apart ? [program] : users);
  if (apart) for (const other of users.slice(0, -1)) load([other]);
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
