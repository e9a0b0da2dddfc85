import { Dispatcher, type Installed, type Strands, type StrandT } from "@respin/core";
import type { Event } from "@respin/dispatcher";
import { invariant } from "@respin/hardware";
import { defineCapabilities, type Client, type Waiting } from "@respin/linker";

type Handler = (...args: readonly unknown[]) => unknown;

const bindings = defineCapabilities<{ readonly event: unknown }, "Dispatcher.Binding">(
  "Dispatcher.Binding",
  "get one with Dispatcher.Install",
);

/**
 * The events of a system without a dispatcher that a program can reach: what the program installs is kept here, and its system runs it
 * when it has told the program of the event in its own way, by a message or from the program's own calls.
 */
export class ProgramEvents {
  readonly #strands: Strands;
  readonly #handlers = new Map<unknown, Handler>();
  /** What a handler that runs now has started. */
  #started: Waiting<unknown>[] | undefined;

  constructor(strands: Strands) {
    this.#strands = strands;
  }

  /** The Dispatcher interface as the program has it. */
  readonly dispatcher: Client<typeof Dispatcher> = {
    Install: ((event: unknown, handler: Handler): Installed => {
      this.#handlers.set(event, handler);
      return bindings.mint({ event });
    }) as Client<typeof Dispatcher>["Install"],
    Uninstall: (installed) => {
      this.#handlers.delete(bindings.reveal(installed, "Dispatcher.Uninstall").event);
      bindings.revoke(installed);
    },
  };

  /** Strand.Start as the program has it: beside the caller, or, in a handler, by whoever told the program of the event. */
  start(name: string, work: Waiting<unknown>): StrandT {
    if (this.#started === undefined) return this.#strands.startKernel(name, work).capability;
    this.#started.push(work);
    return this.#strands.current.capability;
  }

  /** What the program's handler of an event answers. */
  ask<Args extends readonly unknown[], Result>(event: Event<Args, Result>, ...args: Args): Result {
    const handler = this.#handlers.get(event);
    invariant(handler !== undefined, "a program is told only of events that it handles");
    // The compiler has checked the handler against its event.
    return handler(...args) as Result;
  }

  /** Run the program's handler of an event. Returns what it started: whoever calls this does it. */
  tell<Args extends readonly unknown[]>(event: Event<Args, void>, ...args: Args): readonly Waiting<unknown>[] {
    const outer = this.#started;
    const started: Waiting<unknown>[] = [];
    this.#started = started;
    try {
      this.ask(event, ...args);
    } finally {
      this.#started = outer;
    }
    return started;
  }
}
