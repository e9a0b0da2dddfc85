import type { Strand, Strands } from "@respin/core";
import { RespinError, type Cost, type Machine } from "@respin/hardware";
import type { Waiting } from "@respin/linker";
import type { Crossings } from "../crossings.js";
import type { Workbench } from "../workbench/workbench.js";
import { fixedCall } from "./system-call.js";

/** Messages that may wait at one socket. */
const messagesMax = 1024;

/** A message in the kernel's buffers. */
export interface Datagram {
  readonly from: Socket;
  readonly bytes: number;
  readonly content: unknown;
}

/**
 * A datagram socket of the monolithic system: `send` and `receive` are system calls; the message is copied into the kernel
 * and out of it again, and goes through the protocol's path on each side.
 */
export class Socket {
  readonly #workbench: Workbench;
  readonly #machine: Machine;
  readonly #strands: Strands;
  readonly #crossings: Crossings;
  readonly #path: Cost;
  readonly #copy: Cost;
  readonly #waiting: Datagram[] = [];
  readonly #receivers: Strand[] = [];

  constructor(workbench: Workbench) {
    const { machine, strands } = workbench.kernel;
    this.#workbench = workbench;
    this.#machine = machine;
    this.#strands = strands;
    this.#crossings = workbench.crossings;
    this.#path = machine.costs.named("socket.path");
    this.#copy = machine.costs.named("copy.quadword");
  }

  /** Send a message to another socket. Throws RSP_SOCKET_FULL. */
  send(to: Socket, bytes: number, content: unknown): Waiting {
    return fixedCall(this.#workbench, () => this.#post(to, { from: this, bytes, content }));
  }

  /** The next message, which may have to be waited for. */
  receive(): Waiting<Datagram> {
    return fixedCall(this.#workbench, () => this.#take());
  }

  *#post(to: Socket, datagram: Datagram): Waiting {
    if (to.#waiting.length >= messagesMax) {
      throw new RespinError(
        "RSP_SOCKET_FULL",
        `${messagesMax} messages wait at the socket; receive some before sending more`,
      );
    }
    this.#carry(datagram.bytes);
    to.#waiting.push(datagram);
    const receiver = to.#receivers.shift();
    if (receiver !== undefined) this.#strands.unblock(receiver);
  }

  *#take(): Waiting<Datagram> {
    const strand = this.#strands.current;
    for (;;) {
      const next = this.#waiting.shift();
      if (next !== undefined) {
        this.#carry(next.bytes);
        return next;
      }
      this.#receivers.push(strand);
      this.#strands.block();
      yield;
      // Whoever else woke it: it waits once.
      const place = this.#receivers.indexOf(strand);
      if (place >= 0) this.#receivers.splice(place, 1);
    }
  }

  #carry(bytes: number): void {
    this.#machine.spend(this.#path);
    this.#machine.spend(this.#copy, Math.ceil(bytes / 8));
    this.#crossings.bytesCopied += bytes;
  }
}
