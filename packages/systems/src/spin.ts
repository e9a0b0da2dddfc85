import {
  BufferManager,
  BufferManagerExtension,
  BufferManagerService,
  storageBacking,
  type Linkage,
} from "@respin/buffer-manager";
import { Strand, Volume } from "@respin/core";
import type { Application } from "./application.js";
import { throughCall, throughEvent, throughTrap, trapped } from "./boundary.js";
import { createSpace, MappedApplication } from "./mapped-application.js";
import { SystemCalls } from "./system-calls.js";
import { Foundation, reservedFrames, type ApplicationDeclaration, type System, type SystemOptions } from "./system.js";

/**
 * SPIN: core services, the dispatcher and the buffer managers share one protected space. An application is outside; its
 * calls are traps, its faults are events, and its buffer manager reaches the disk by procedure calls.
 */
export function bootSpin(options: SystemOptions): System {
  const foundation = new Foundation("spin", options);
  const { kernel, crossings, framesEach } = foundation;
  const link: Linkage = {
    machine: kernel.machine,
    dispatcher: kernel.dispatcher,
    modules: kernel.modules,
    strands: kernel.strands,
    PhysAddr: kernel.storage.events,
    Translation: kernel.translation.events,
    Strand: kernel.strands.events,
    Volume: throughCall(Volume, kernel.store.service(kernel.storage), kernel.machine, crossings),
  };
  const trap = new SystemCalls(kernel);
  const shared = kernel.storage.createClient("kernel", reservedFrames(options.applications.length));
  const applications = options.applications.map((declared) => startApplication(declared));
  // The last to be put first is asked first: before the buffer managers, which cancel what comes after them.
  if (options.idleExtension === true) installIdleExtension(link);
  // Before the first fault, which would otherwise have to wait for it: SPIN made its code at installation.
  const { PhysAddr, Translation } = link;
  for (const event of [Translation.PageNotPresent, PhysAddr.Reclaim, PhysAddr.Repossess, trap.event]) {
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
  };

  function startApplication(declared: ApplicationDeclaration): Application {
    const { machine, storage } = kernel;
    const client = storage.createClient(declared.name, framesEach);
    const { space, log } = createSpace(kernel, (asn) => new Strand(declared.name, asn), shared);
    const service = new BufferManagerService(machine, storageBacking(link, client), link.Volume, {
      application: declared.name,
      capacity: framesEach,
      pageBytes: machine.memory.frameBytes,
      blocks: kernel.store.blocks,
      policy: declared.policy,
      kindOf: declared.kindOf,
      view: (page) => storage.view(page),
      log,
    });
    const extension = new BufferManagerExtension(link, service, space.context, client);
    extension.install();
    const dispatched = trap.handledFor(space.context, `buffer-manager of ${declared.name}`);
    const application = new MappedApplication(
      declared.name,
      {
        kernel,
        crossings,
        service,
        calls: throughTrap(BufferManager, throughEvent(BufferManager, service, dispatched), machine, crossings),
        overwrite: (file, page) =>
          trapped(machine, crossings, () => dispatched(() => extension.bringAndMap(file, page, "Overwrite"))),
        map: (file) => extension.map(file),
        takeFailure: (strand) => extension.takeFailure(strand),
        logs: declared.policy !== undefined,
      },
      space,
    );
    foundation.runsOn(application, space.strand);
    return application;
  }
}

/** An extension that handles the paging events of everybody and changes nothing: what it costs is what being extensible costs. */
function installIdleExtension({ dispatcher, modules, PhysAddr, Translation }: Linkage): void {
  const module = modules.create("idle extension");
  const always = { guards: [() => true], order: "first" } as const;
  dispatcher.installHandler(module, Translation.PageNotPresent, () => {}, always);
  dispatcher.installHandler(module, PhysAddr.Reclaim, (candidate) => candidate, always);
  dispatcher.installHandler(module, PhysAddr.Repossess, () => {}, always);
}
