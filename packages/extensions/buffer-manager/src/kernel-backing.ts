import type { MemoryClient, PhysAddr, Strands, Volume } from "@respin/core";
import type { Client, Events } from "@respin/linker";
import type { Backing } from "./backing.js";

/** A kernel to which a pool is linked in the open, as no object file: its code is not metered, and can be looked at. */
export interface KernelParts {
  readonly strands: Strands;
  readonly PhysAddr: Events<typeof PhysAddr>;
  readonly Volume: Client<typeof Volume>;
}

/** A pool whose pages are the kernel's own storage, paid for by one client, and whose victims go through Reclaim. */
export function storageBacking(parts: KernelParts, client: MemoryClient): Backing {
  const { PhysAddr: storage, Volume: volume, strands } = parts;
  return {
    obtain: () => storage.Allocate.raise(client),
    release: (page) => storage.Deallocate.raise(page),
    read: (block, page) => volume.Read(block, page),
    write: (block, page) => volume.Write(block, page),
    zero: (page) => storage.Zero.raise(page),
    readWords: (page, at, into) => storage.Read.raise(page, at, into),
    writeWords: (page, at, from) => storage.Write.raise(page, at, from),
    modified: (page) => storage.Modified.raise(page),
    clean: (page) => storage.Clean.raise(page),
    pin: (page) => storage.Pin.raise(page),
    unpin: (page) => storage.Unpin.raise(page),
    await: (begin) => strands.await(begin),
    start: (name, body) => void strands.startKernel(name, body),
  };
}
