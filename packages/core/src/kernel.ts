import { Dispatcher, type Observer } from "@respin/dispatcher";
import type { Machine } from "@respin/hardware";
import { FrameMappings } from "./frame-mappings.js";
import { PhysicalStorage } from "./phys-addr.js";
import { Spaces } from "./spaces.js";
import { Store } from "./store.js";
import { Strands } from "./strand.js";
import { TranslationService } from "./translation.js";
import { VirtualAddresses } from "./virt-addr.js";

/** The trusted core services on one machine, wired to each other: what every system is built on. */
export class Kernel {
  readonly machine: Machine;
  readonly dispatcher: Dispatcher;
  readonly strands: Strands;
  readonly spaces: Spaces;
  readonly storage: PhysicalStorage;
  readonly addresses: VirtualAddresses;
  readonly translation: TranslationService;
  readonly store: Store;

  /** Boot on a machine whose disk holds a formatted volume. The observer hears of every dispatched raise. */
  constructor(machine: Machine, observer?: Observer) {
    const mappings = new FrameMappings(machine.mmu, machine.memory.frames);
    this.machine = machine;
    this.dispatcher = new Dispatcher(observer);
    this.strands = new Strands(machine, this.dispatcher);
    this.spaces = new Spaces(machine);
    this.storage = new PhysicalStorage(machine, this.dispatcher, this.strands, mappings);
    this.addresses = new VirtualAddresses(machine, this.dispatcher, this.spaces);
    this.translation = new TranslationService(machine, this.dispatcher, { ...this, mappings });
    this.store = Store.mount(machine, this.strands);
  }
}
