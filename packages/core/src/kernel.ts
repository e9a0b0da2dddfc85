import { Declarations, Dispatcher, Modules, type Observer } from "@respin/dispatcher";
import type { Machine } from "@respin/hardware";
import type { Waiting } from "@respin/linker";
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
  /** Whoever defines events or installs handlers is one of these. */
  readonly modules = new Modules();
  /** What is known of procedures beyond their code. */
  readonly declarations = new Declarations();
  readonly dispatcher: Dispatcher;
  readonly strands: Strands;
  readonly spaces: Spaces;
  readonly storage: PhysicalStorage;
  readonly addresses: VirtualAddresses;
  readonly translation: TranslationService;
  readonly store: Store;

  /** Boot on a machine whose disk holds a formatted volume. The observer hears of what the dispatcher does. */
  constructor(machine: Machine, observer?: Observer) {
    const mappings = new FrameMappings(machine.mmu, machine.memory.frames);
    this.machine = machine;
    this.dispatcher = new Dispatcher({
      modules: this.modules,
      proof: this.declarations,
      // Each asynchronous handler runs on a strand of its own.
      executor: { start: (name, run) => void this.strands.startKernel(name, once(run)) },
      observer,
    });
    this.strands = new Strands(machine, this);
    this.spaces = new Spaces(machine);
    this.storage = new PhysicalStorage(machine, this, this.strands, mappings);
    this.addresses = new VirtualAddresses(machine, this, this.spaces);
    this.translation = new TranslationService(machine, this, { ...this, mappings });
    this.store = Store.mount(machine, this.strands);
  }
}

function* once(run: () => void): Waiting {
  run();
}
