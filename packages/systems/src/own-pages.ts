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
  const zero = machine.costs.named("zero.quadword");
  return {
    *obtain() {
      return storage.allocateFree(client) ?? (yield* pool().replace());
    },
    release: (page) => storage.deallocate(page),
    read: (block, page) => volume.Read(block, page),
    write: (block, page) => volume.Write(block, page),
    zero: (page) => {
      const bytes = storage.view(page);
      machine.spend(zero, bytes.length / 8);
      bytes.fill(0);
    },
    modified: (page) => marks.has(page),
    clean: (page) => void marks.delete(page),
    pin: (page) => storage.pin(page),
    unpin: (page) => storage.unpin(page),
    await: (begin) => strands.await(begin),
    start: (name, body) => void strands.startKernel(name, body),
  };
}
