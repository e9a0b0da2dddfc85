import { asIn, cost, fitted, resolveCosts, type Declared, type SystemCost } from "./calibrated.js";

/** The three systems. */
export const systemNames = ["spin", "monolithic", "microkernel"] as const;
export type SystemName = (typeof systemNames)[number];

/*
 * What the paths of each system's software cost, in cycles of a 133 MHz clock.
 *
 * `fitted` entries name the published cells that `exp calibrate` fits them to; their cycles are in calibrated.json, which it
 * writes. `asIn` entries have the cycles of another system's cost of the same name. Every other entry is the same in kind for
 * all systems, or says why not.
 */

/** What every system has, whatever it is built like. */
const shared: Declared = {
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

const declared: Readonly<Record<SystemName, Declared>> = {
  spin: {
    ...shared,
    "call.kernel": fitted("call", "crossing", ["t2.in-kernel-call.spin"]),
    "dispatch.raise": fitted(
      "raise",
      "crossing",
      ["o1.0-args.1-handlers.out-of-line"],
      "what is left without the call, and the calls of a guard and a handler",
    ),
    "dispatch.call": fitted(
      "guard or handler",
      "crossing",
      ["o1.0-args.5-handlers.out-of-line", "o1.0-args.10-handlers.out-of-line"],
      "each guard or handler is about one procedure call (OSDI'96, section 3.1), so that both cost the same",
    ),
    "dispatch.call.in-line": fitted(
      "guard or handler",
      "crossing",
      ["o1.0-args.10-handlers.inline"],
      "as dispatch.call, where the generated code has it in line",
    ),
    "dispatch.argument": fitted(
      "argument of a call",
      "crossing",
      ["o1.5-args.10-handlers.out-of-line"],
      "what it is above the cell without arguments: one for each of its calls",
    ),
    "dispatch.probe": cost(
      20,
      "lookup",
      "crossing",
      "assumed",
      "a load, a hash and a compare of two cached words; no SPIN paper had an index, and no comparison with one hangs on it",
    ),
    "dispatch.install": fitted(
      "change",
      "crossing",
      ["o3.install-1", "o3.install-100"],
      "what is left of one installation without its code",
    ),
    "dispatch.generate": fitted(
      "handler",
      "crossing",
      ["o3.install-1", "o3.install-100"],
      "code generated anew for all handlers at each installation",
    ),
    "dispatch.asynchronous": fitted("strand", "crossing", ["o3.async-min"], "what is left without the switch to it"),
    "syscall.path": fitted("call", "crossing", ["t2.system-call.spin"]),
    "fault.path": fitted("fault", "crossing", ["t4.trap.spin"]),
    "strand.create": fitted(
      "strand",
      "crossing",
      ["t3.fork-join.spin.kernel"],
      "what is left of a thread's life without its switches",
    ),
    "strand.program": fitted(
      "strand",
      "crossing",
      ["t3.fork-join.spin.user-integrated"],
      "what a strand of a space needs beside: a context to run its program in, and its place there",
    ),
    "strand.switch": fitted(
      "switch",
      "crossing",
      ["t3.ping-pong.spin.kernel"],
      "one of two, without the locks and conditions around them",
    ),
    "strand.checkpoint": fitted(
      "save",
      "crossing",
      ["t3.ping-pong.spin.user-integrated"],
      "saving the context of an application's strand, with what the kernel does about it",
    ),
    "strand.resume": cost(
      1995,
      "restore",
      "crossing",
      "assumed",
      "restoring the context of an application's strand: a cell fixes only the sum with strand.checkpoint",
    ),
    "thread.library": cost(
      60,
      "operation",
      "crossing",
      "assumed",
      "some sixty instructions: C-Threads in the program's own space take and give queues there",
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
    "translation.protect": fitted(
      "call",
      "memory",
      ["t4.prot1.spin", "t4.prot100.spin"],
      "what is left of a call without its pages",
    ),
    "translation.protect-page": fitted("page", "memory", ["t4.prot1.spin", "t4.prot100.spin"]),
    "translation.examine": fitted("page", "memory", ["t4.dirty.spin"]),
  },
  monolithic: {
    ...shared,
    "call.kernel": asIn("spin", "calibrated", "a call inside a kernel costs what it costs in the other"),
    "syscall.path": fitted("call", "crossing", ["t2.system-call.monolithic"]),
    "thread.library": fitted(
      "operation",
      "crossing",
      ["t3.ping-pong.monolithic.user"],
      "what P-Threads do for one operation, beside the system calls",
    ),
    "thread.stack": fitted(
      "thread",
      "crossing",
      ["t3.fork-join.monolithic.user"],
      "what P-Threads do to make a thread, its stack above all, beside the other costs",
    ),
    "socket.path": fitted(
      "message sent or received",
      "crossing",
      ["t2.cross-address-space-call.monolithic"],
      "the protocol's path on one side of a message, of which a call has four",
    ),
    "rpc.marshal": cost(
      500,
      "call or answer, on one side",
      "crossing",
      "assumed",
      "ten words or six are laid out or read, some fifty instructions each with the library's checks; what a call takes is mostly the sockets",
    ),
    "fault.path": asIn("spin", "assumed", "as in SPIN: until the kernel knows what met the fault, and why"),
    "signal.deliver": fitted(
      "signal",
      "crossing",
      ["t4.trap.monolithic"],
      "from the fault to the handler in user mode, without the copy of the frame",
    ),
    "file.path": cost(
      880,
      "block",
      "crossing",
      "stated",
      "UW-CSE-96-11-01 (Dion): read of 1 KB warm is 22 us above getpid on Digital UNIX; what the copy leaves is the path through the file system to the cached block",
    ),
    "strand.create": fitted(
      "strand",
      "crossing",
      ["t3.fork-join.monolithic.kernel"],
      "what is left of a thread's life without its switches",
    ),
    "strand.program": cost(
      0,
      "strand",
      "crossing",
      "assumed",
      "in strand.create: a thread of the kernel's own is one that runs a program, too",
    ),
    "strand.switch": fitted(
      "switch",
      "crossing",
      ["t3.ping-pong.monolithic.kernel"],
      "one of two, with sleep and wakeup",
    ),
    "strand.checkpoint": cost(
      0,
      "save",
      "crossing",
      "assumed",
      "in strand.switch, which saves what a thread has in the processor",
    ),
    "strand.resume": cost(
      0,
      "restore",
      "crossing",
      "assumed",
      "in strand.switch, which restores what a thread had in the processor",
    ),
    "translation.map": cost(2000, "page", "memory", "assumed", "as in SPIN; user memory is mapped once, at the start"),
    "translation.unmap": cost(2000, "page", "memory", "assumed", "as in SPIN"),
    "translation.protect": fitted(
      "call",
      "memory",
      ["t4.prot1.monolithic", "t4.prot100.monolithic"],
      "what mprotect does once, beside the system call",
    ),
    "translation.protect-page": fitted("page", "memory", ["t4.prot1.monolithic", "t4.prot100.monolithic"]),
    "translation.examine": asIn("spin", "assumed", "as in SPIN"),
  },
  microkernel: {
    ...shared,
    "call.kernel": asIn("spin", "calibrated", "a call inside a kernel costs what it costs in the other"),
    "syscall.path": fitted("call", "crossing", ["t2.system-call.microkernel"]),
    "fault.path": fitted(
      "fault",
      "crossing",
      ["t4.trap.microkernel", "t4.fault.microkernel"],
      "what each fault takes, be it resolved by the kernel or made a message",
    ),
    "fault.message": fitted(
      "fault",
      "crossing",
      ["t4.trap.microkernel", "t4.fault.microkernel"],
      "a fault is made a message for the task that serves it",
    ),
    "message.send": fitted(
      "message",
      "crossing",
      ["t2.cross-address-space-call.microkernel"],
      "one of its two messages",
    ),
    "message.word": cost(2, "word", "copying", "assumed", "arguments in registers or one cached copy"),
    "strand.create": fitted(
      "strand",
      "crossing",
      ["t3.fork-join.microkernel.kernel"],
      "what is left of a thread's life without its switches",
    ),
    "strand.program": cost(
      0,
      "strand",
      "crossing",
      "assumed",
      "in strand.create: a thread of the kernel's own is one that runs a program, too",
    ),
    "strand.switch": fitted(
      "switch",
      "crossing",
      ["t3.ping-pong.microkernel.kernel"],
      "one of two, with sleep and wakeup",
    ),
    "strand.checkpoint": cost(
      0,
      "save",
      "crossing",
      "assumed",
      "in strand.switch, which saves what a thread has in the processor",
    ),
    "strand.resume": cost(
      0,
      "restore",
      "crossing",
      "assumed",
      "in strand.switch, which restores what a thread had in the processor",
    ),
    "translation.map": cost(2000, "page", "memory", "assumed", "as in SPIN: the same page-table and buffer work"),
    "translation.unmap": cost(2000, "page", "memory", "assumed", "as in SPIN"),
    "thread.library": cost(
      60,
      "operation",
      "crossing",
      "assumed",
      "as in SPIN: some sixty instructions: C-Threads in the program's own space take and give queues there",
    ),
    "kernel.request": fitted(
      "request",
      "crossing",
      ["t4.prot1.microkernel", "t4.prot100.microkernel"],
      "a request to the kernel, above the transfer of its two messages: they are found by a port, laid out and read, and are not on the path that is made fast for calls between tasks",
    ),
    "translation.protect": asIn("spin", "assumed", "as in SPIN"),
    "translation.protect-page": fitted("page", "memory", ["t4.prot1.microkernel", "t4.prot100.microkernel"]),
    "unlock.page": fitted(
      "page",
      "memory",
      ["t4.unprot100.microkernel"],
      "what a lock request that allows does for each page: the map is changed, the page table is not",
    ),
    "translation.examine": asIn("spin", "assumed", "as in SPIN"),
  },
};

/** What each system's software costs, by name. */
export const systemCosts: Readonly<Record<SystemName, Readonly<Record<string, SystemCost>>>> = resolveCosts(declared);
