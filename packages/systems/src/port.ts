import { Strand, type Strands } from "@respin/core";
import { RespinError, type Asn, type Cost, type Machine } from "@respin/hardware";
import type { Waiting } from "@respin/linker";
import type { Crossings } from "./crossings.js";

/** Messages that may wait at one port. */
const messagesMax = 4096;

interface Message {
  readonly words: { readonly request: number; readonly reply: number };
  readonly serve: () => Waiting<unknown>;
  readonly reply: (outcome: Outcome) => void;
}

type Outcome = { readonly result: unknown } | { readonly error: unknown };

/**
 * A port: where messages to a task arrive, and the task's threads that serve them, one message each at a time. A thread
 * may wait in the middle of a service while another takes the next message.
 */
export class Port {
  readonly name: string;
  readonly #machine: Machine;
  readonly #strands: Strands;
  readonly #crossings: Crossings;
  readonly #enter: Cost;
  readonly #send: Cost;
  readonly #word: Cost;
  readonly #exit: Cost;
  readonly #messages: Message[] = [];
  readonly #idle: Strand[] = [];

  constructor(
    name: string,
    space: Asn,
    threads: number,
    within: { machine: Machine; strands: Strands; crossings: Crossings },
  ) {
    const { machine, strands, crossings } = within;
    this.name = name;
    this.#machine = machine;
    this.#strands = strands;
    this.#crossings = crossings;
    this.#enter = machine.costs.named("trap.enter");
    this.#send = machine.costs.named("message.send");
    this.#word = machine.costs.named("message.word");
    this.#exit = machine.costs.named("trap.exit");
    for (let thread = 0; thread < threads; thread++) this.#idle.push(new Strand(`${name} ${thread}`, space));
  }

  /** Send a message and wait for the one that comes back. What the service throws is thrown here. Throws RSP_PORT_FULL. */
  *call(words: Message["words"], serve: () => Waiting<unknown>): Waiting<unknown> {
    let outcome: Outcome | undefined;
    this.#machine.spend(this.#enter);
    try {
      yield* this.#strands.await((done) => {
        this.#post({
          words,
          serve,
          reply: (value) => {
            outcome = value;
            done();
          },
        });
      });
    } finally {
      this.#machine.spend(this.#exit);
    }
    if (outcome !== undefined && "error" in outcome) throw outcome.error;
    return outcome?.result;
  }

  #post(message: Message): void {
    if (this.#messages.length >= messagesMax) {
      throw new RespinError(
        "RSP_PORT_FULL",
        `${messagesMax} messages wait at the port of ${this.name}; wait for replies before sending more`,
      );
    }
    this.#carry(message.words.request);
    this.#messages.push(message);
    const thread = this.#idle.pop();
    if (thread !== undefined) this.#strands.start(thread, this.#serveAll(thread));
  }

  /** A thread of the task: serve what waits, then be idle again. */
  *#serveAll(thread: Strand): Waiting {
    for (;;) {
      const message = this.#messages.shift();
      if (message === undefined) break;
      const outcome = yield* serveOne(message);
      this.#carry(message.words.reply);
      message.reply(outcome);
    }
    // Idle only once this body has ended: the strand can be started again from then on.
    this.#strands.whenEnded(thread, () => this.#idle.push(thread));
  }

  #carry(words: number): void {
    this.#crossings.messages++;
    this.#machine.spend(this.#send);
    if (words > 0) this.#machine.spend(this.#word, words);
  }
}

function* serveOne(message: Message): Waiting<Outcome> {
  try {
    return { result: yield* message.serve() };
  } catch (error) {
    return { error };
  }
}
