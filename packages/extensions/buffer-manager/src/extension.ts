import { RespinError } from "@respin/hardware";
import { implement } from "@respin/linker";
import { BufferManager, CachedPages, MappedPages } from "@respin/buffer-manager";
import { linksFor } from "./extension-links.js";
import { Paging } from "./paging.js";
import { policyOf } from "./policy/index.js";

/** Undefined until the application that it works for has said what it wants. */
let started: Paging | undefined;

function paging(): Paging {
  if (started !== undefined) return started;
  throw new RespinError(
    "RSP_NOT_STARTED",
    "the buffer manager has not been told whose pages it manages; call MappedPages.Start first",
  );
}

/** What its system tells the buffer manager, and asks it, on behalf of its application. */
export const mappedPages = implement(MappedPages, {
  Start: (setting) => {
    if (started !== undefined) {
      throw new RespinError(
        "RSP_STARTED",
        "the buffer manager manages an application's pages already; load another one",
      );
    }
    const { client, policy, ...rest } = setting;
    started = new Paging(linksFor(client), { ...rest, policy: policy === undefined ? undefined : policyOf(policy) });
    started.install();
  },
  Map: (reference, region) => paging().map(reference, region),
  Overwrite: (reference, page) => paging().overwrite(reference, page),
  TakeFailure: (strand) => paging().takeFailure(strand),
  Examine: (reference) => {
    const { service } = paging();
    return { size: service.sizeOf(reference), exists: service.existsNow(reference) };
  },
  Counts: () => {
    const { misses, prefetches, late, fresh, writes, evictions } = paging().service.pool;
    return { misses, prefetches, late, fresh, writes, evictions };
  },
});

export const cachedPages = implement(CachedPages, {
  Use: (block) => paging().service.pool.use(block),
  Find: (block) => paging().service.pool.pageOf(block),
});

/** The calls of the application itself. */
export const bufferManager = implement(BufferManager, {
  Open: (name) => paging().service.Open(name),
  Close: (reference) => paging().service.Close(reference),
  Bring: (reference, page) => paging().service.Bring(reference, page),
  Overwrite: (reference, page) => paging().service.Overwrite(reference, page),
  Drain: () => paging().service.Drain(),
  Prefetch: (reference, page) => paging().service.Prefetch(reference, page),
  Advise: (reference, next) => paging().service.Advise(reference, next),
  Pin: (reference, page) => paging().service.Pin(reference, page),
  Unpin: (reference, page) => paging().service.Unpin(reference, page),
  Order: (first, then) => paging().service.Order(first, then),
  Force: (lists) => paging().service.Force(lists),
  Sync: (reference) => paging().service.Sync(reference),
  Resize: (reference, size) => paging().service.Resize(reference, size),
  Remove: (reference) => paging().service.Remove(reference),
});
