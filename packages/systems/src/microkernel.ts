import { BufferManager } from "@respin/buffer-manager";
import { Strand, Volume, type MemoryFault, type Page, type StrandT } from "@respin/core";
import type { Client, Waiting } from "@respin/linker";
import type { Application } from "./application.js";
import { throughMessage, throughTrap } from "./boundary.js";
import { createSpace, MappedApplication } from "./mapped-application.js";
import { Pager } from "./pager.js";
import { Port } from "./port.js";
import { Programs } from "./programs.js";
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
  const loader = new Programs(kernel);
  const applications = options.applications.map((declared) => startApplication(declared));
  return {
    name: "microkernel",
    kernel,
    crossings,
    framesEach,
    applications,
    run: (application, program) => foundation.run(application, program),
    runAll: (programs) => foundation.runAll(programs),
    start: (application, program) => foundation.start(application, program),
  };

  function newSpace(): number {
    return kernel.spaces.asnOf(translation.create(), "Translation.Create");
  }

  function startApplication(declared: ApplicationDeclaration): Application {
    const { name, policy, kinds } = declared;
    const client = storage.createClient(name, framesEach);
    const { space, log } = createSpace(kernel, (asn) => new Strand(name, asn), shared);
    const port = new Port(`pager of ${name}`, newSpace(), serverThreads, { machine, strands, crossings });
    const volume = withRemapping(throughMessage(Volume, files, server));
    const pager = new Pager(loader, {
      kernel,
      name: `pager of ${name}`,
      client,
      keepsPages: policy !== undefined,
      volume,
      trap,
    });
    pager.pages.Start({
      application: name,
      client,
      capacity: framesEach,
      pageBytes: machine.memory.frameBytes,
      blocks: kernel.store.blocks,
      policy,
      kinds,
      // Without a policy nobody wants to see the hits.
      log: policy === undefined ? undefined : log,
      delayed: false,
      overwritesAtOnce: false,
    });
    const failures = new WeakMap<StrandT, unknown>();
    dispatcher.installHandler(modules.create("exception messages"), translation.events.PageNotPresent, onFault, {
      guards: [({ context }) => context === space.context],
      order: "first",
      cancel: true,
    });
    if (policy === undefined) {
      const pages = new Set([client]);
      dispatcher.installHandler(modules.create("pager messages"), storage.events.Repossess, onRepossess, {
        guards: [(page) => storage.isOf(page, pages)],
      });
    }
    const application = new MappedApplication(
      name,
      {
        kernel,
        crossings,
        // Nobody of the model asks: neither takes time.
        examine: (reference) => machine.observe(() => pager.pages.Examine(reference)),
        counts: () => machine.observe(() => pager.pages.Counts()),
        calls: throughMessage(BufferManager, pager.manager, port),
        overwrite: ({ reference }, page) => ask(() => pager.pages.Overwrite(reference, page)),
        map: ({ reference, region }) => pager.pages.Map(reference, region),
        takeFailure,
        logs: policy !== undefined,
      },
      space,
    );
    foundation.runsOn(application, space.strand);
    return application;

    /** The kernel tells the pager of the fault, by a message; the thread that met it waits. */
    function onFault(fault: MemoryFault): void {
      machine.spend(machine.costs.named("fault.message"));
      strands.events.Block.raise(fault.strand);
      strands.startKernel("exception", exception(fault));
    }

    function* exception(fault: MemoryFault): Waiting {
      try {
        yield* ask(() => pager.serve(fault));
      } catch (error) {
        failures.set(fault.strand, error);
      }
      strands.events.Unblock.raise(fault.strand);
    }

    /** What the reply to a strand's fault said, once. */
    function takeFailure(strand: StrandT): unknown {
      const failure = failures.get(strand);
      failures.delete(strand);
      return failure;
    }

    /** A message to the pager that names a page, and its reply. */
    function* ask(service: () => Waiting): Waiting {
      yield* port.call({ request: 4, reply: 2 }, service);
    }

    /** The kernel took a page: a message to its pager if it has to be written, nothing if it does not. */
    function onRepossess(page: Page): void {
      for (const rest of pager.repossessed(page)) {
        storage.pin(page);
        strands.startKernel("page out", pageOut(page, rest));
      }
    }

    function* pageOut(page: Page, rest: Waiting<unknown>): Waiting {
      try {
        yield* port.call({ request: 4, reply: 2 }, () => rest);
      } finally {
        storage.unpin(page);
      }
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
  function trap<Result>(call: () => Result): Result {
    crossings.traps++;
    machine.spend(machine.costs.named("trap.enter"));
    machine.spend(machine.costs.named("syscall.path"));
    try {
      return call();
    } finally {
      machine.spend(machine.costs.named("trap.exit"));
    }
  }
}
