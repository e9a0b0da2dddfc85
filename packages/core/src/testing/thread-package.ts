import type { Client, Dispatching } from "@respin/linker";
import { Holdings } from "../extensions/holdings.js";
import { schedulingFor } from "../extensions/own-scheduling.js";
import type { Scheduling, StrandT } from "../interfaces.js";
import type { Strand, Strands } from "../strand.js";
import { Holder } from "../strands/holder.js";

/** What a thread package does when it hears of strands. */
export interface PackageHandlers {
  readonly resume?: (strand: StrandT) => void;
  readonly checkpoint?: (strand: StrandT) => void;
  readonly block?: (strand: StrandT) => void;
  readonly unblock?: (strand: StrandT) => void;
}

/** A thread package as an extension would be one: what it installs, it installs on the terms of the events' authorizer. */
export class ThreadPackage {
  readonly holder: Holder;
  readonly scheduling: Client<typeof Scheduling>;
  readonly processor: StrandT;

  constructor(
    name: string,
    dispatching: Dispatching,
    strands: Strands,
    handlersFor: (own: ThreadPackage) => PackageHandlers,
  ) {
    const { dispatcher, modules } = dispatching;
    const module = modules.create(name);
    this.holder = new Holder(name, [], strands.spaces);
    strands.holders.set(dispatcher.requester(module), this.holder);
    this.scheduling = schedulingFor(this.holder, strands);
    this.processor = this.scheduling.Processor(name);
    const { Resume, Checkpoint, Block, Unblock } = strands.events;
    const { resume, checkpoint, block, unblock } = handlersFor(this);
    for (const [event, handler] of [
      [Resume, resume],
      [Checkpoint, checkpoint],
      [Block, block],
      [Unblock, unblock],
    ] as const) {
      if (handler === undefined) continue;
      dispatcher.install(module, dispatcher.create(module, event, handler), new Holdings({}));
    }
  }

  /** A strand of its own, on its processor. */
  stack(strand: Strand): void {
    this.holder.make(strand);
    this.scheduling.Stack(strand.capability, this.processor);
  }

  /** Another package's processor, stacked on its own. */
  carry(other: ThreadPackage): void {
    const adopted = this.scheduling.Adopt(other.scheduling.Offer(other.processor));
    this.scheduling.Stack(adopted, this.processor);
  }
}

/** One that lets its strands take turns, in the order in which they were unblocked. */
export function fifoPackage(name: string, dispatching: Dispatching, strands: Strands): ThreadPackage {
  const queue: StrandT[] = [];
  return new ThreadPackage(name, dispatching, strands, (own) => ({
    resume: (strand) => {
      if (strand !== own.processor) return;
      const next = queue.shift();
      if (next === undefined) return;
      queue.push(next);
      own.scheduling.Run(own.processor, next);
    },
    block: (strand) => {
      if (queue.includes(strand)) queue.splice(queue.indexOf(strand), 1);
    },
    unblock: (strand) => {
      if (strand !== own.processor) queue.push(strand);
    },
  }));
}
