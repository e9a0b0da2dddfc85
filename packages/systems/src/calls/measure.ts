import { ipcCalls } from "@respin/ipc";
import type { Waiting } from "@respin/linker";
import { Null } from "@respin/null-syscall";
import { throughCall, throughMessage } from "../boundary.js";
import { objectFile } from "../object-files.js";
import { Port } from "../port.js";
import type { SystemName } from "../profile.js";
import type { Taken } from "../workbench/taken.js";
import { Workbench, type User, type WorkbenchOptions } from "../workbench/workbench.js";
import { Rpc } from "./rpc.js";
import { fixedCall, systemCall } from "./system-call.js";

/** Which call: within the kernel, into it, or to another space (SOSP'95, Table 2); and into it, of a system whose server is a space of its own. */
export const callKinds = ["in-kernel", "system-call", "cross-address-space", "through-server"] as const;
export type CallKind = (typeof callKinds)[number];

export interface CallOptions extends WorkbenchOptions {
  /** Calls that the average is taken over, 1 or more. */
  readonly iterations?: number;
  /** Spaces that exist beside those of caller and server. */
  readonly spaces?: number;
}

/** The null procedure: no arguments, no result, nothing done. */
function* nothingDone(): Waiting {}

/** What a user does who makes the call once, when all that it needs is there. */
type Calls = Readonly<
  Record<CallKind, ((workbench: Workbench) => { user: User; call: () => Waiting<unknown> }) | undefined>
>;

const calls: Readonly<Record<SystemName, Calls>> = {
  spin: {
    "in-kernel": (workbench) => {
      const { kernel, crossings } = workbench;
      const extension = kernel.extensions.load(objectFile("@respin/null-syscall"));
      const linked = throughCall(Null, kernel.extensions.clientOf(extension, Null), kernel.machine, crossings);
      return { user: workbench.user("caller"), call: () => linked.Nothing() };
    },
    "system-call": (workbench) => {
      const user = workbench.user("caller");
      workbench.kernel.extensions.load(objectFile("@respin/null-syscall"), { grant: { contexts: [user.context] } });
      return { user, call: () => systemCall(workbench, user, 0) };
    },
    "cross-address-space": crossAddressSpaceOfSpin,
    // A UNIX server is a space of its own, which the call of a program is handed on to.
    "through-server": crossAddressSpaceOfSpin,
  },
  monolithic: {
    "in-kernel": undefined,
    "system-call": fixedSystemCall,
    "cross-address-space": (workbench) => {
      const { kernel } = workbench;
      const rpc = new Rpc(workbench);
      kernel.strands.start(workbench.user("server").strand, rpc.serve(nothingDone));
      return { user: workbench.user("caller"), call: rpc.client() };
    },
    // The kernel is the server.
    "through-server": fixedSystemCall,
  },
  microkernel: {
    "in-kernel": undefined,
    "system-call": fixedSystemCall,
    "cross-address-space": crossAddressSpaceOfMessages,
    "through-server": crossAddressSpaceOfMessages,
  },
};

/** What a call of the null procedure takes on a system, on average. Undefined where the system has no such call. */
export function measureCall(system: SystemName, kind: CallKind, options: CallOptions): Taken | undefined {
  const make = calls[system][kind];
  if (make === undefined) return undefined;
  const { iterations = 10, spaces = 0 } = options;
  const workbench = new Workbench(system, options);
  for (let n = 0; n < spaces; n++) workbench.kernel.translation.create();
  const { user, call } = make(workbench);
  const watch = workbench.stopwatch();
  workbench.run(
    user.strand,
    (function* () {
      // Once to be where every further call begins.
      yield* call();
      watch.start();
      for (let n = 0; n < iterations; n++) yield* call();
      watch.stop();
    })(),
  );
  return watch.taken(iterations);
}

function fixedSystemCall(workbench: Workbench): { user: User; call: () => Waiting<unknown> } {
  return { user: workbench.user("caller"), call: () => fixedCall(workbench, nothingDone) };
}

/** Two system calls, and the processor handed over in the kernel: SPIN's, by an extension. */
function crossAddressSpaceOfSpin(workbench: Workbench): { user: User; call: () => Waiting<unknown> } {
  const [user, server] = [workbench.user("caller"), workbench.user("server")];
  const { strands, extensions } = workbench.kernel;
  extensions.load(objectFile("@respin/ipc"), { grant: { contexts: [user.context, server.context] } });
  const serve = function* (): Waiting {
    yield* systemCall(workbench, server, ipcCalls.receive, 0);
    for (;;) {
      yield* nothingDone();
      yield* systemCall(workbench, server, ipcCalls.replyAndReceive, 0);
    }
  };
  strands.start(server.strand, serve());
  return { user, call: () => systemCall(workbench, user, ipcCalls.send, 0) };
}

/** A message to the server's port, and the message that comes back. */
function crossAddressSpaceOfMessages(workbench: Workbench): { user: User; call: () => Waiting<unknown> } {
  const { kernel, crossings } = workbench;
  const { machine, strands } = kernel;
  const port = new Port("server", workbench.user("server").asn, 1, { machine, strands, crossings });
  const client = throughMessage(Null, { Nothing: nothingDone }, port);
  return { user: workbench.user("caller"), call: () => client.Nothing() };
}
