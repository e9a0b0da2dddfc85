import { Declarations, Dispatcher, Modules, type Observer } from "@respin/dispatcher";
import type { Machine } from "@respin/hardware";
import { TrustedKeys, type Waiting } from "@respin/linker";
import type { ExtensionCensus } from "./extensions/census.js";
import type { Ejection } from "./extensions/ejection.js";
import { Extensions } from "./extensions/extensions.js";
import { OperationMeter } from "./extensions/operation-meter.js";
import { ConsoleService } from "./console.js";
import { FrameMappings } from "./frame-mappings.js";
import { PhysicalStorage } from "./phys-addr.js";
import { Spaces } from "./spaces.js";
import { Store } from "./store.js";
import { Strands } from "./strand.js";
import type { Scheduler } from "./strands/scheduler.js";
import { TranslationService } from "./translation.js";
import { TrapService } from "./trap.js";
import { VirtualAddresses } from "./virt-addr.js";

/** What a raise pays for each asynchronous handler: a strand, the arguments that it keeps, and its turn. */
const asynchronousOperations = 1000;

/** What a kernel is booted with beside its machine. */
export interface KernelOptions {
  /** Hears of what the dispatcher does. */
  readonly observer?: Observer | undefined;
  /** The compilers whose object files it links; none, unless said. */
  readonly trusted?: TrustedKeys | undefined;
  /** The global scheduler, for slices of so many cycles; round-robin within priorities, unless said. */
  readonly scheduler?: ((slice: number) => Scheduler) | undefined;
  /** Hears of each extension that is ejected, with the line that says why. */
  readonly onEjection?: ((ejection: Ejection, line: string) => void) | undefined;
}

/** The trusted core services on one machine, wired to each other: what every system is built on. */
export class Kernel {
  readonly machine: Machine;
  /** Whoever defines events or installs handlers is one of these. */
  readonly modules = new Modules();
  /** What is known of procedures beyond their code. */
  readonly declarations = new Declarations();
  readonly dispatcher: Dispatcher;
  readonly console: ConsoleService;
  readonly strands: Strands;
  readonly spaces: Spaces;
  readonly storage: PhysicalStorage;
  readonly addresses: VirtualAddresses;
  readonly translation: TranslationService;
  readonly trap: TrapService;
  readonly store: Store;
  readonly #options: KernelOptions;
  readonly #meter: OperationMeter;
  #extensions: Extensions | undefined;

  /** Boot on a machine whose disk holds a formatted volume. */
  constructor(machine: Machine, options: KernelOptions = {}) {
    const mappings = new FrameMappings(machine.mmu, machine.memory.frames);
    this.machine = machine;
    this.#options = options;
    this.#meter = new OperationMeter(machine);
    this.dispatcher = new Dispatcher({
      modules: this.modules,
      proof: this.declarations,
      // Each asynchronous handler runs on a strand of its own.
      executor: {
        start: (name, run) => {
          // By who raises the event: so that nobody starts more than can be run.
          this.#meter.work(asynchronousOperations);
          this.strands.startKernel(name, once(run));
        },
      },
      meter: this.#meter,
      onFailure: (failure) => this.#extensions?.failed(failure),
      observer: options.observer,
      // Extensions raise by the same functions.
      frozen: true,
    });
    this.console = new ConsoleService(this);
    this.spaces = new Spaces(machine);
    this.strands = new Strands(machine, this, { spaces: this.spaces, scheduler: options.scheduler });
    this.storage = new PhysicalStorage(machine, this, this.strands, mappings);
    this.addresses = new VirtualAddresses(machine, this, this.spaces);
    this.translation = new TranslationService(machine, this, { ...this, mappings });
    this.trap = new TrapService(this);
    this.store = Store.mount(machine, this.strands);
  }

  /** How its extensions are; undefined for a kernel that never had one. Looking hardens nothing. */
  get extensionCensus(): ExtensionCensus | undefined {
    return this.#extensions?.census;
  }

  /** What is loaded into the kernel. The first use hardens the realm of the process. */
  get extensions(): Extensions {
    const { trusted = new TrustedKeys([]), onEjection } = this.#options;
    return (this.#extensions ??= new Extensions(this, {
      meter: this.#meter,
      trusted,
      ...(onEjection === undefined ? {} : { onEjection }),
    }));
  }
}

function* once(run: () => void): Waiting {
  run();
}
