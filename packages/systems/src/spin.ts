import { BufferManager, MappedPages } from "@respin/buffer-manager";
import { Strand, Volume } from "@respin/core";
import type { Application } from "./application.js";
import { throughCall, throughEvent, throughTrap, trapped } from "./boundary.js";
import { createSpace, MappedApplication } from "./mapped-application.js";
import { objectFile, trustedCompilers } from "./object-files.js";
import { SystemCalls } from "./system-calls.js";
import { Foundation, reservedFrames, type ApplicationDeclaration, type System, type SystemOptions } from "./system.js";

/**
 * SPIN: core services, the dispatcher and the buffer managers share one protected space. An application is outside; its
 * calls are traps, its faults are events, and its buffer manager reaches the disk by procedure calls. Each application has a
 * buffer manager of its own: an extension, loaded from its object file, that works with that application's memory alone.
 */
export function bootSpin(options: SystemOptions): System {
  const foundation = new Foundation("spin", options, trustedCompilers());
  const { kernel, crossings, framesEach } = foundation;
  const { extensions, machine, storage, translation } = kernel;
  const volume = extensions.volumeDomain(throughCall(Volume, kernel.store.service(storage), machine, crossings));
  const calls = new SystemCalls(kernel);
  const shared = storage.createClient("kernel", reservedFrames(options.applications.length));
  const applications = options.applications.map((declared) => startApplication(declared));
  // The last to be put first is asked first: before the buffer managers, which cancel what comes after them.
  if (options.idleExtension === true) {
    extensions.load(objectFile("@respin/idle"), { driver: true, imports: ["SpinPrivate"] });
  }
  // Before the first fault, which would otherwise have to wait for it: SPIN made its code at installation.
  const { Reclaim, Repossess } = storage.events;
  for (const event of [translation.events.PageNotPresent, Reclaim, Repossess, kernel.trap.events.SystemCall]) {
    kernel.dispatcher.prepare(event);
  }
  return {
    name: "spin",
    kernel,
    crossings,
    framesEach,
    applications,
    run: (application, program) => foundation.run(application, program),
    runAll: (programs) => foundation.runAll(programs),
    start: (application, program) => foundation.start(application, program),
  };

  function startApplication(declared: ApplicationDeclaration): Application {
    const { name, policy, kinds } = declared;
    const client = storage.createClient(name, framesEach);
    const { space, log } = createSpace(kernel, (asn) => new Strand(name, asn), shared);
    const extension = extensions.load(objectFile("@respin/buffer-manager"), {
      name: `buffer-manager of ${name}`,
      grant: { clients: [client], contexts: [space.context] },
      imports: [volume],
    });
    const manager = extensions.clientOf(extension, BufferManager);
    const pages = extensions.clientOf(extension, MappedPages);
    pages.Start({
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
    const dispatched = calls.handledFor(space.context, extension.name);
    const application = new MappedApplication(
      name,
      {
        kernel,
        crossings,
        // Nobody of the model asks: neither takes time.
        examine: (reference) => machine.observe(() => pages.Examine(reference)),
        counts: () => machine.observe(() => pages.Counts()),
        calls: throughTrap(BufferManager, throughEvent(BufferManager, manager, dispatched), machine, crossings),
        overwrite: ({ reference }, page) =>
          trapped(machine, crossings, () => dispatched(() => pages.Overwrite(reference, page))),
        map: ({ reference, region }) => pages.Map(reference, region),
        takeFailure: (strand) => pages.TakeFailure(strand),
        logs: policy !== undefined,
      },
      space,
    );
    foundation.runsOn(application, space.strand);
    return application;
  }
}
