import type { CostDeclaration, CostDeclarations, CostGroup, Origin } from "@respin/hardware";

/** The three systems. */
export const systemNames = ["spin", "monolithic", "microkernel"] as const;
export type SystemName = (typeof systemNames)[number];

function cost(cycles: number, unit: string, group: CostGroup, origin: Origin, source: string): CostDeclaration {
  return { cycles, unit, group, origin, source };
}

/**
 * What the paths of each system's software cost, in cycles of a 133 MHz clock.
 *
 * `calibrated` entries were fitted so that the mechanism that the cells name, run on the model, gives the published time.
 * For the null calls (syscall.path, call.kernel, message.send) packages/experiment/src/paper/calibration.test.ts runs it;
 * for faults and switches the fit is by hand so far. Every other entry is the same in kind for all systems, or says why not.
 */

/** What every system has, whatever it is built like. */
const shared: CostDeclarations = {
  "policy.step": cost(
    12,
    "list operation",
    "policy",
    "assumed",
    "a dozen instructions to link, unlink or visit an entry, where the policy's code is not metered: in the pager, in the library, and in the file cache",
  ),
  "reclaim.step": cost(20, "frame", "policy", "assumed", "the clock hand looks at one frame and its referenced bit"),
  "program.reference": cost(
    500,
    "reference",
    "compute",
    "assumed",
    "what a pattern does with a page it has; the same in all systems",
  ),
  "program.step": cost(
    200,
    "virtual-machine step",
    "compute",
    "assumed",
    "one step of SQLite's virtual machine, some hundred instructions with the rows it touches; the same in all systems",
  ),
  "program.copy": cost(
    16,
    "8 bytes",
    "compute",
    "stated",
    "SQLite copies each page that it reads into its own heap, at the cost of copy.quadword; the same in all systems",
  ),
  "program.lookup": cost(
    60,
    "lookup",
    "compute",
    "assumed",
    "a hash lookup of a page in a user-level cache; mapped files have the MMU do it",
  ),
};

export const systemCosts: Readonly<Record<SystemName, CostDeclarations>> = {
  spin: {
    ...shared,
    "call.kernel": cost(17, "call", "crossing", "calibrated", "t2.in-kernel-call.spin"),
    "dispatch.raise": cost(
      7,
      "raise",
      "crossing",
      "calibrated",
      "o1.0-args.1-handlers.out-of-line, less the call, a guard and a handler",
    ),
    "dispatch.guard": cost(
      13,
      "guard",
      "crossing",
      "calibrated",
      "o1.0-args.10-handlers.out-of-line, half of what each pair of a guard and a handler takes",
    ),
    "dispatch.handler": cost(
      13,
      "handler",
      "crossing",
      "calibrated",
      "o1.0-args.10-handlers.out-of-line, half of what each pair of a guard and a handler takes",
    ),
    "dispatch.guard.in-line": cost(
      3,
      "guard",
      "crossing",
      "calibrated",
      "o1.0-args.10-handlers.inline, half of what each pair of a guard and a handler takes",
    ),
    "dispatch.handler.in-line": cost(
      3,
      "handler",
      "crossing",
      "calibrated",
      "o1.0-args.10-handlers.inline, half of what each pair of a guard and a handler takes",
    ),
    "dispatch.argument": cost(
      1,
      "argument of a call",
      "crossing",
      "calibrated",
      "o1.5-args.10-handlers.out-of-line, above the cell without arguments: one for each of its calls",
    ),
    "dispatch.probe": cost(
      20,
      "lookup",
      "crossing",
      "assumed",
      "a load, a hash and a compare of two cached words; no SPIN paper had an index, and no comparison with one hangs on it",
    ),
    "dispatch.install": cost(
      19_547,
      "change",
      "crossing",
      "calibrated",
      "o3.install-1 and o3.install-100: what is left of one installation without its code",
    ),
    "dispatch.generate": cost(
      403,
      "handler",
      "crossing",
      "calibrated",
      "o3.install-1 and o3.install-100: code generated anew for all handlers at each installation",
    ),
    "dispatch.asynchronous": cost(
      4354,
      "strand",
      "crossing",
      "calibrated",
      "o3.async-min, less the switch to the strand",
    ),
    "syscall.path": cost(257, "call", "crossing", "calibrated", "t2.system-call.spin"),
    "fault.path": cost(766, "fault", "crossing", "calibrated", "t4.trap.spin"),
    "strand.switch": cost(
      700,
      "switch",
      "crossing",
      "assumed",
      "below half of a ping-pong of kernel threads (t3.ping-pong.spin.kernel), which is two switches and the locks around them",
    ),
    "translation.map": cost(
      2000,
      "page",
      "memory",
      "assumed",
      "a little less than a change of one page's protection from an extension (t4.prot1.spin): the same table and buffer work",
    ),
    "translation.unmap": cost(
      2000,
      "page",
      "memory",
      "assumed",
      "a little less than a change of one page's protection from an extension (t4.prot1.spin): the same table and buffer work",
    ),
    "translation.protect": cost(
      1863,
      "call",
      "memory",
      "calibrated",
      "t4.prot1.spin and t4.prot100.spin: what is left of a call without its pages",
    ),
    "translation.protect-page": cost(265, "page", "memory", "calibrated", "t4.prot1.spin and t4.prot100.spin"),
    "translation.examine": cost(249, "page", "memory", "calibrated", "t4.dirty.spin, less the call"),
  },
  monolithic: {
    ...shared,
    "call.kernel": cost(
      17,
      "call",
      "crossing",
      "calibrated",
      "t2.in-kernel-call.spin: a call inside a kernel costs what it costs in the other",
    ),
    "syscall.path": cost(425, "call", "crossing", "calibrated", "t2.system-call.monolithic"),
    "socket.path": cost(
      26_400,
      "message sent or received",
      "crossing",
      "calibrated",
      "t2.cross-address-space-call.monolithic: the protocol's path on one side of a message, of which a call has four",
    ),
    "rpc.marshal": cost(
      500,
      "call or answer, on one side",
      "crossing",
      "assumed",
      "ten words or six are laid out or read, some fifty instructions each with the library's checks; what a call takes is mostly the sockets",
    ),
    "fault.path": cost(772, "fault", "crossing", "assumed", "a fault that the kernel itself resolves: as in SPIN"),
    "file.path": cost(
      880,
      "block",
      "crossing",
      "stated",
      "UW-CSE-96-11-01 (Dion): read of 1 KB warm is 22 us above getpid on Digital UNIX; what the copy leaves is the path through the file system to the cached block",
    ),
    "strand.switch": cost(
      1000,
      "switch",
      "crossing",
      "assumed",
      "below half of a ping-pong of kernel threads (t3.ping-pong.monolithic.kernel), which is two switches, sleep and wakeup",
    ),
    "translation.map": cost(2000, "page", "memory", "assumed", "as in SPIN; user memory is mapped once, at the start"),
    "translation.unmap": cost(2000, "page", "memory", "assumed", "as in SPIN"),
    "translation.protect": cost(1863, "call", "memory", "assumed", "as in SPIN"),
    "translation.protect-page": cost(265, "page", "memory", "assumed", "as in SPIN"),
    "translation.examine": cost(249, "page", "memory", "assumed", "as in SPIN"),
  },
  microkernel: {
    ...shared,
    "call.kernel": cost(
      17,
      "call",
      "crossing",
      "calibrated",
      "t2.in-kernel-call.spin: a call inside a kernel costs what it costs in the other",
    ),
    "syscall.path": cost(691, "call", "crossing", "calibrated", "t2.system-call.microkernel"),
    "fault.path": cost(
      15_679,
      "fault",
      "crossing",
      "calibrated",
      "t4.trap.microkernel: from the fault to the handler that got its message",
    ),
    "message.send": cost(
      4646,
      "message",
      "crossing",
      "calibrated",
      "t2.cross-address-space-call.microkernel: one of its two messages",
    ),
    "message.word": cost(2, "word", "copying", "assumed", "arguments in registers or one cached copy"),
    "strand.switch": cost(
      2000,
      "switch",
      "crossing",
      "assumed",
      "below half of a ping-pong of kernel threads (t3.ping-pong.microkernel.kernel), which is two switches, sleep and wakeup",
    ),
    "translation.map": cost(2000, "page", "memory", "assumed", "as in SPIN: the same page-table and buffer work"),
    "translation.unmap": cost(2000, "page", "memory", "assumed", "as in SPIN"),
    "translation.protect": cost(1863, "call", "memory", "assumed", "as in SPIN"),
    "translation.protect-page": cost(265, "page", "memory", "assumed", "as in SPIN"),
    "translation.examine": cost(249, "page", "memory", "assumed", "as in SPIN"),
  },
};
