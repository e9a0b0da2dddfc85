import { Strand, type Kernel, type Strands } from "@respin/core";
import type { Asn, Cost, Machine } from "@respin/hardware";
import type { Waiting } from "@respin/linker";
import type { KernelThreads } from "./c-threads.js";
import type { Body } from "./package.js";

/** Threads of one address space as a fixed kernel has them itself: created, and put to sleep and woken, by procedure calls. */
export class NativeThreads implements KernelThreads<Strand> {
  readonly #strands: Strands;
  readonly #machine: Machine;
  readonly #create: Cost;
  readonly #space: Asn;
  readonly #created = new Map<Strand, Body>();
  #count = 0;

  constructor({ strands, machine }: Kernel, space: Asn) {
    this.#strands = strands;
    this.#machine = machine;
    this.#create = machine.costs.named("strand.create");
    this.#space = space;
  }

  *create(body: Body): Waiting<Strand> {
    this.#machine.spend(this.#create);
    const thread = new Strand(`thread ${++this.#count}`, this.#space);
    this.#created.set(thread, body);
    return thread;
  }

  *resume(thread: Strand): Waiting {
    const body = this.#created.get(thread);
    if (body === undefined) return;
    this.#created.delete(thread);
    this.#strands.start(thread, body());
  }

  *block(): Waiting {
    this.#strands.block();
    yield;
  }

  *wake(thread: Strand): Waiting {
    this.#strands.unblock(thread);
  }

  *terminate(): Waiting {}

  self(): Strand {
    return this.#strands.current;
  }
}
