import type { Cost } from "@respin/hardware";
import type { Waiting } from "@respin/linker";
import type { Workbench } from "../workbench/workbench.js";
import { Socket } from "./sockets.js";

/**
 * Bytes of a call without arguments, and of its answer without a result, as ONC RPC (RFC 5531, section 9) lays them out: ten
 * words (transaction, direction, version, program, its version, procedure, two empty credentials), and six.
 */
const callBytes = 40;
const replyBytes = 24;

/** Remote procedure calls over sockets, as a library in the space of caller and server: the monolithic system's calls between spaces. */
export class Rpc {
  readonly #workbench: Workbench;
  readonly #marshal: Cost;
  readonly #server: Socket;

  constructor(workbench: Workbench) {
    this.#workbench = workbench;
    this.#marshal = workbench.kernel.machine.costs.named("rpc.marshal");
    this.#server = new Socket(workbench);
  }

  /** A client with a socket of its own, and the call that it makes. */
  client(): () => Waiting<unknown> {
    const socket = new Socket(this.#workbench);
    const server = this.#server;
    const marshalled = (): void => this.#marshalled();
    return function* () {
      marshalled();
      yield* socket.send(server, callBytes, undefined);
      const { content } = yield* socket.receive();
      marshalled();
      return content;
    };
  }

  /** The server's loop: as many calls as there are. */
  *serve(procedure: () => Waiting<unknown>): Waiting {
    for (;;) {
      const { from } = yield* this.#server.receive();
      this.#marshalled();
      const result = yield* procedure();
      this.#marshalled();
      yield* this.#server.send(from, replyBytes, result);
    }
  }

  #marshalled(): void {
    this.#workbench.kernel.machine.spend(this.#marshal);
  }
}
