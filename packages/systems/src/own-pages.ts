import type { Backing, BufferPool } from "@respin/buffer-manager";
import type { Kernel, MemoryClient, Page, Volume } from "@respin/core";
import type { Client } from "@respin/linker";

/** How a task or library that manages pages of its own learns what only the kernel can know, and tells it. */
export interface OwnPages {
  readonly kernel: Kernel;
  readonly client: MemoryClient;
  readonly volume: Client<typeof Volume>;
  /** The pool that stands on this: it gives up a page of its own when there is no other. */
  readonly pool: () => BufferPool;
}

/**
 * A pool that keeps its pages: it takes free ones up to its client's share, and from then on reuses its own. Which pages
 * were modified it remembers itself, where `modified` and `clean` are not given.
 */
export function ownPagesBacking({ kernel, client, volume, pool }: OwnPages, marks: Set<Page>): Backing {
  const { storage, machine, strands } = kernel;
  const step = machine.costs.named("policy.step");
  return {
    *obtain() {
      return storage.allocateFree(client) ?? (yield* pool().replace());
    },
    release: (page) => storage.deallocate(page),
    read: (block, page) => volume.Read(block, page),
    write: (block, page) => volume.Write(block, page),
    zero: (page) => storage.zero(page),
    readWords: (page, at, into) => storage.read(page, at, into),
    writeWords: (page, at, from) => storage.write(page, at, from),
    modified: (page) => marks.has(page),
    clean: (page) => void marks.delete(page),
    pin: (page) => storage.pin(page),
    unpin: (page) => storage.unpin(page),
    charge: (steps) => machine.spend(step, steps),
    await: (begin) => strands.await(begin),
    start: (name, body) => void strands.startKernel(name, body),
  };
}
