import { BufferManagerService, policyOf, type Backing } from "@respin/buffer-manager";
import { Strand, Volume, type Page } from "@respin/core";
import { invariant, RespinError } from "@respin/hardware";
import type { Client, Waiting } from "@respin/linker";
import type { Application } from "./application.js";
import { throughCall, throughTrap } from "./boundary.js";
import { FileCache, type CacheUse } from "./file-cache.js";
import { LibraryApplication, UserPages } from "./library-application.js";
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
  const { files } = kernel.store;
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
      : new FileCache(kernel, volume, {
          capacity: (framesEach - userFrames) * options.applications.length,
          policy: policyOf(options.kernelPolicy ?? "clock"),
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
  };

  function startApplication(declared: ApplicationDeclaration): Application {
    const context = kernel.translation.create();
    const asn = kernel.spaces.asnOf(context, "Translation.Create");
    const strand = new Strand(declared.name, asn);
    const client = storage.createClient(declared.name, userFrames);
    const frames = Array.from({ length: userFrames }, () => storage.allocateFree(client)).filter(
      (page) => page !== undefined,
    );
    invariant(frames.length === userFrames, "a client's share is free when the system starts");
    const pages = new UserPages(kernel, context, frames);
    const cacheUse: CacheUse | undefined = cache === undefined ? undefined : { misses: 0 };
    const below = cache === undefined || cacheUse === undefined ? volume : cache.volumeFor(cacheUse);
    const calls = throughTrap(Volume, below, machine, crossings);
    const service: BufferManagerService = new BufferManagerService(
      libraryBacking(calls, pages, () => service, cache !== undefined),
      calls,
      {
        application: declared.name,
        capacity: userFrames,
        pageBytes: machine.memory.frameBytes,
        blocks: kernel.store.blocks,
        // A library has no system to leave the choice to: least recently used, unless its owner says.
        policy: policyOf(declared.policy ?? "lru"),
        kinds: declared.kinds,
      },
    );
    const application = new LibraryApplication(declared.name, kernel, { service, pages, asn, cacheUse });
    foundation.runsOn(application, strand);
    return application;
  }

  function libraryBacking(
    calls: Client<typeof Volume>,
    pages: UserPages,
    service: () => BufferManagerService,
    cached: boolean,
  ): Backing {
    const step = machine.costs.named("policy.step");
    const { strands } = kernel;
    return {
      *obtain(): Waiting<Page> {
        return pages.take() ?? (yield* service().pool.replace());
      },
      release: (page) => pages.give(page),
      read: (block, page) => calls.Read(block, page),
      write: (block, page) => calls.Write(block, page),
      // The kernel promises nothing of a write until fsync.
      ...(cached ? { settleWrites: (blocks) => fsync(calls, blocks) } : {}),
      zero: (page) => storage.zero(page),
      readWords: (page, at, into) => storage.read(page, at, into),
      writeWords: (page, at, from) => storage.write(page, at, from),
      modified: (page) => pages.modified.has(page),
      clean: (page) => void pages.modified.delete(page),
      // A library's pages are nobody else's to take.
      pin: () => {},
      unpin: () => {},
      charge: (steps) => machine.spend(step, steps),
      await: (begin) => strands.await(begin),
      start: (name, body) => void strands.startKernel(name, body),
    };
  }

  function* fsync(calls: Client<typeof Volume>, blocks: readonly number[]): Waiting {
    for (const { file, firstBlock, pages } of files) {
      const within = (block: number): boolean => block >= firstBlock && block < firstBlock + pages;
      if (blocks.some(within)) yield* calls.Commit(file);
    }
  }
}
