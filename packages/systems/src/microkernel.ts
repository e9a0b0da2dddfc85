import {
  BufferManager,
  BufferManagerService,
  policyOf,
  storageBacking,
  type Backing,
  MappedFiles,
  type MappedFile,
} from "@respin/buffer-manager";
import { Strand, Volume, type MemoryFault, type Page } from "@respin/core";
import { Protection } from "@respin/hardware";
import type { Client, Waiting } from "@respin/linker";
import type { Application } from "./application.js";
import { throughMessage, throughTrap } from "./boundary.js";
import { createSpace, MappedApplication } from "./mapped-application.js";
import { ownPagesBacking } from "./own-pages.js";
import { Port } from "./port.js";
import { Foundation, reservedFrames, type ApplicationDeclaration, type System, type SystemOptions } from "./system.js";

/** Threads of a server task: as many requests as it works on at once. */
const serverThreads = 8;

/**
 * Microkernel: a file server and, for each application, an external pager, each a task behind a port. Faults, calls and disk
 * requests are messages; pages travel by remapping. The pager may run the application's policy on pages that it keeps;
 * without one the kernel's second chance takes its pages and tells it.
 */
export function bootMicrokernel(options: SystemOptions): System {
  const foundation = new Foundation("microkernel", options);
  const { kernel, crossings, framesEach } = foundation;
  const { machine, storage, strands, translation, dispatcher, modules } = kernel;
  const shared = storage.createClient("kernel", reservedFrames(options.applications.length));
  const server = new Port("file server", newSpace(), serverThreads, { machine, strands, crossings });
  // The server is a task: the disk's driver is behind a trap.
  const files = throughTrap(Volume, kernel.store.service(storage), machine, crossings);
  const applications = options.applications.map((declared) => startApplication(declared));
  return {
    name: "microkernel",
    kernel,
    crossings,
    framesEach,
    applications,
    run: (application, program) => foundation.run(application, program),
    runAll: (programs) => foundation.runAll(programs),
  };

  function newSpace(): number {
    return kernel.spaces.asnOf(translation.create(), "Translation.Create");
  }

  function startApplication(declared: ApplicationDeclaration): Application {
    const client = storage.createClient(declared.name, framesEach);
    const { space, log } = createSpace(kernel, (asn) => new Strand(declared.name, asn), shared);
    const port = new Port(`pager of ${declared.name}`, newSpace(), serverThreads, { machine, strands, crossings });
    const volume = withRemapping(throughMessage(Volume, files, server));
    const service: BufferManagerService = new BufferManagerService(pagerBacking(), volume, {
      application: declared.name,
      capacity: framesEach,
      pageBytes: machine.memory.frameBytes,
      blocks: kernel.store.blocks,
      kinds: declared.kinds,
      // Without a policy nobody wants to see the hits.
      ...(declared.policy === undefined ? {} : { policy: policyOf(declared.policy), log }),
    });
    const mapped = new MappedFiles(declared.name, machine.mmu.pageWords);
    dispatcher.installHandler(modules.create("exception messages"), translation.events.PageNotPresent, onFault, {
      guards: [({ context }) => context === space.context],
      order: "first",
      cancel: true,
    });
    if (declared.policy === undefined) {
      dispatcher.installHandler(modules.create("pager messages"), storage.events.Repossess, onRepossess, {
        guards: [(page) => service.pool.blockOf(page) >= 0],
      });
    }
    const application = new MappedApplication(
      declared.name,
      {
        kernel,
        crossings,
        examine: (reference) => ({ size: service.sizeOf(reference), exists: service.existsNow(reference) }),
        counts: () => service.pool,
        calls: throughMessage(BufferManager, service, port),
        overwrite: (file, page) => ask(() => supply(file, page, "Overwrite")),
        map: (file) => mapped.add(file),
        takeFailure: (strand) => mapped.takeFailure(strand),
        logs: declared.policy !== undefined,
      },
      space,
    );
    foundation.runsOn(application, space.strand);
    return application;

    /** With a policy the pager keeps its pages and asks the kernel to unmap one; without, the kernel takes them. */
    function pagerBacking(): Backing {
      const kernels = storageBacking({ machine, strands, PhysAddr: storage.events, Volume: volume }, client);
      if (declared.policy === undefined) return kernels;
      return {
        ...kernels,
        obtain: ownPagesBacking({ kernel, client, volume, pool: () => service.pool }, new Set()).obtain,
        detach: (page) => trap(() => storage.unmap(page)),
      };
    }

    /** The kernel tells the pager of the fault, by a message; the thread that met it waits. */
    function onFault(fault: MemoryFault): void {
      strands.events.Block.raise(fault.strand);
      const bring = (file: MappedFile, page: number): Waiting => ask(() => supply(file, page, "Bring"));
      strands.startKernel(
        "exception",
        mapped.serve(fault, bring, (strand) => strands.events.Unblock.raise(strand)),
      );
    }

    /** A message to the pager that names a page, and its reply. */
    function* ask(service_: () => Waiting): Waiting {
      yield* port.call({ request: 4, reply: 2 }, service_);
    }

    /** In the pager: get the page, and have the kernel map it where it was missed. */
    function* supply(file: MappedFile, page: number, how: "Bring" | "Overwrite"): Waiting {
      service.drain();
      yield* service[how](file.reference, page);
      const held = service.pool.pageOf(file.firstBlock + page);
      if (held === undefined) return;
      trap(() => {
        if (translation.examineMapping(file.region, page) === Protection.none) {
          translation.addMapping(file.region, page, held, Protection.readWrite);
        }
      });
    }

    /** The kernel took a page: a message to its pager if it has to be written, nothing if it does not. */
    function onRepossess(page: Page): void {
      const rest = service.pool.vacate(page);
      if (rest === undefined) return;
      storage.pin(page);
      strands.startKernel(
        "page out",
        (function* () {
          try {
            yield* ask(() => rest);
          } finally {
            storage.unpin(page);
          }
        })(),
      );
    }
  }

  /** A page that a message carries changes spaces: it is unmapped in the one and mapped in the other. */
  function withRemapping(messages: Client<typeof Volume>): Client<typeof Volume> {
    function* carried(transfer: Waiting): Waiting {
      yield* transfer;
      machine.spend(machine.costs.named("translation.unmap"));
      machine.spend(machine.costs.named("translation.map"));
    }
    return {
      ...messages,
      Read: (block, page) => carried(messages.Read(block, page)),
      Write: (block, page) => carried(messages.Write(block, page)),
    };
  }

  /** A call of the kernel from a task. */
  function trap(call: () => void): void {
    crossings.traps++;
    machine.spend(machine.costs.named("trap.enter"));
    machine.spend(machine.costs.named("syscall.path"));
    try {
      call();
    } finally {
      machine.spend(machine.costs.named("trap.exit"));
    }
  }
}
