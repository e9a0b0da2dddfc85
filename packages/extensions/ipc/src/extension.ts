import { Dispatcher, StrandInterface as Strand, Trap, type StrandT, type SystemCall } from "@respin/core";
import { RespinError } from "@respin/hardware";
import { Ipc } from "@respin/ipc";
import { implement, type Waiting } from "@respin/linker";
import { ipcCalls } from "./calls.js";

/** Calls that may wait at one port. */
const callsMax = 1024;
/** Ports that there may be. */
const portsMax = 1024;

/** A call, from when it is made until it is answered. */
interface Call {
  readonly from: StrandT;
  readonly argument: unknown;
  isDone: boolean;
  result: unknown;
}

/** Calls that nobody has received, the one that was received last by each server, and servers that wait. */
interface Port {
  readonly calls: Call[];
  readonly received: Map<StrandT, Call>;
  readonly servers: StrandT[];
}

const ports = new Map<number, Port>();

export const extension = implement(Ipc, {
  Waiting: (number) => ports.get(number)?.calls.length ?? 0,
});

function portOf(number: unknown): Port {
  if (typeof number !== "number" || !Number.isSafeInteger(number) || number < 0) {
    throw new RespinError("RSP_IPC_PORT", "ipc: a port is named by a whole number, 0 or more; use the server's");
  }
  const known = ports.get(number);
  if (known !== undefined) return known;
  if (ports.size >= portsMax) {
    throw new RespinError("RSP_IPC_PORT", `ipc: there are ${portsMax} ports; use one of them`);
  }
  const port: Port = { calls: [], received: new Map<StrandT, Call>(), servers: [] };
  ports.set(number, port);
  return port;
}

/** The caller waits until a server has answered. A server that waits goes on at once. */
function* send(port: Port, argument: unknown): Waiting<unknown> {
  if (port.calls.length >= callsMax) {
    throw new RespinError("RSP_IPC_PORT", `ipc: ${callsMax} calls wait at the port; wait for answers before calling`);
  }
  const from = Strand.Current();
  const made: Call = { from, argument, isDone: false, result: undefined };
  port.calls.push(made);
  const server = port.servers.shift();
  if (server !== undefined) Strand.Unblock(server);
  while (!made.isDone) {
    Strand.Block(from);
    yield;
  }
  return made.result;
}

function* receive(port: Port): Waiting<unknown> {
  const server = Strand.Current();
  for (;;) {
    const next = port.calls.shift();
    if (next !== undefined) {
      port.received.set(server, next);
      return next.argument;
    }
    port.servers.push(server);
    Strand.Block(server);
    yield;
    // Whoever else woke it: it waits once.
    const place = port.servers.indexOf(server);
    if (place >= 0) port.servers.splice(place, 1);
  }
}

/** The caller goes on when the server waits again: the processor is handed from the one to the other. */
function reply(port: Port, result: unknown): void {
  const server = Strand.Current();
  const answered = port.received.get(server);
  if (answered === undefined) {
    throw new RespinError("RSP_IPC_REPLY", "ipc: there is no call to answer at the port; receive one first");
  }
  port.received.delete(server);
  answered.result = result;
  answered.isDone = true;
  Strand.Unblock(answered.from);
}

function* onSystemCall({ number, parameters: given }: SystemCall): Waiting<unknown> {
  const port = portOf(given[0]);
  if (number === ipcCalls.send) return yield* send(port, given[1]);
  if (number === ipcCalls.replyAndReceive) reply(port, given[1]);
  else if (number !== ipcCalls.receive) {
    throw new RespinError("RSP_SYSTEM_CALL", `ipc: there is no system call ${number}; see ipcCalls`);
  }
  return yield* receive(port);
}

Dispatcher.Install(Trap.SystemCall, onSystemCall, { order: "first", cancel: true });
