import { MappedPages } from "@respin/buffer-manager";
import { Strand, Volume } from "@respin/core";
import { invariant, RespinError } from "@respin/hardware";
import type { Application } from "./application.js";
import { throughCall, throughTrap } from "./boundary.js";
import { FileCache, type CacheUse } from "./file-cache.js";
import { LibraryApplication, UserPages } from "./library-application.js";
import { callsOnOwnPages } from "./own-pages.js";
import { Programs } from "./programs.js";
import { Foundation, reservedFrames, type ApplicationDeclaration, type System, type SystemOptions } from "./system.js";

/** The part of its frames that a database keeps as its own cache, where the kernel caches the same files again. */
const userShareDefault = 0.5;

/**
 * Monolithic: a fixed kernel behind a trap, with one file cache for everybody. The database's buffer manager is a library in
 * its own space, so that pages stand in memory twice (Stonebraker, 1981), unless it has the raw device.
 */
export function bootMonolithic(options: SystemOptions): System {
  const foundation = new Foundation("monolithic", options);
  const { kernel, crossings, framesEach } = foundation;
  const { machine, storage } = kernel;
  kernel.storage.createClient("kernel", reservedFrames(options.applications.length));
  const loader = new Programs(kernel);
  const volume = throughCall(Volume, kernel.store.service(storage), machine, crossings);
  const userShare = options.userShare ?? userShareDefault;
  if (!(userShare > 0 && userShare < 1)) {
    throw new RespinError(
      "RSP_USER_SHARE",
      `a user-level cache of ${userShare} of the frames cannot be; give a part between 0 and 1`,
    );
  }
  const userFrames =
    options.files === "raw" ? framesEach : Math.min(framesEach - 1, Math.max(1, Math.round(framesEach * userShare)));
  const cache =
    options.files === "raw"
      ? undefined
      : new FileCache(kernel, loader, volume, {
          capacity: (framesEach - userFrames) * options.applications.length,
          policy: options.kernelPolicy ?? "clock",
          crossings,
        });
  const applications = options.applications.map((declared) => startApplication(declared));
  return {
    name: "monolithic",
    kernel,
    crossings,
    framesEach,
    applications,
    run: (application, program) => foundation.run(application, program),
    runAll: (programs) => foundation.runAll(programs),
    start: (application, program) => foundation.start(application, program),
  };

  function startApplication(declared: ApplicationDeclaration): Application {
    const { name } = declared;
    const context = kernel.translation.create();
    const asn = kernel.spaces.asnOf(context, "Translation.Create");
    const strand = new Strand(name, asn);
    const client = storage.createClient(name, userFrames);
    const frames = Array.from({ length: userFrames }, () => storage.allocateFree(client)).filter(
      (page) => page !== undefined,
    );
    invariant(frames.length === userFrames, "a client's share is free when the system starts");
    const pages = new UserPages(kernel, context, frames);
    const cacheUse: CacheUse | undefined = cache === undefined ? undefined : { misses: 0 };
    const below = cache === undefined || cacheUse === undefined ? volume : cache.volumeFor(cacheUse);
    const calls = throughTrap(Volume, below, machine, crossings);
    const library = loader.load(
      "@respin/buffer-manager",
      `library of ${name}`,
      callsOnOwnPages(kernel, name, pages, calls),
    );
    library.clientOf(MappedPages).Start({
      application: name,
      client,
      capacity: userFrames,
      pageBytes: machine.memory.frameBytes,
      blocks: kernel.store.blocks,
      // A library has no system to leave the choice to: least recently used, unless its owner says.
      policy: declared.policy ?? "lru",
      kinds: declared.kinds,
      log: undefined,
      // The kernel promises nothing of a write until fsync.
      delayed: cache !== undefined,
      overwritesAtOnce: false,
    });
    const application = new LibraryApplication(name, kernel, { library, pages, asn, cacheUse });
    foundation.runsOn(application, strand);
    return application;
  }
}
