import { Dispatcher, Translation, VirtAddr, type Context, type MemoryFault, type Region } from "@respin/core";
import { Protection, RespinError } from "@respin/hardware";
import { functional, implement } from "@respin/linker";
import { WriteBarrier } from "@respin/generational-gc";

/** What a page of a heap is to the barrier. */
const State = { left: 0, watched: 1, stored: 2 } as const;

/** A heap: where it is, and the state of each page. */
interface Heap {
  readonly context: Context;
  readonly region: Region;
  readonly address: number;
  readonly pageWords: number;
  readonly states: Uint8Array;
}

const heapsMax = 16;
const heaps: Heap[] = [];

/** The heap that a region holds. Throws RSP_BARRIER. */
function heapOf(region: Region, procedure: string): Heap {
  const heap = heaps.find((each) => each.region === region);
  if (heap !== undefined) return heap;
  throw new RespinError(
    "RSP_BARRIER",
    `WriteBarrier.${procedure}: there is no heap in the region; call WriteBarrier.Begin first`,
  );
}

function set(region: Region, first: number, pages: number, watch: boolean): void {
  const { states } = heapOf(region, watch ? "Watch" : "Leave");
  // Whoever names pages that are not in the region, or not mapped, is told so here, with nothing done.
  Translation.Protect(region, first, pages, watch ? Protection.read : Protection.readWrite);
  states.fill(watch ? State.watched : State.left, first, first + pages);
}

export const extension = implement(WriteBarrier, {
  Begin: (context, region, pageWords) => {
    const { address, pages } = VirtAddr.Extent(region);
    const fits = Number.isSafeInteger(pageWords) && pageWords > 0 && heaps.length < heapsMax;
    if (!fits || heaps.some((heap) => heap.region === region)) {
      throw new RespinError(
        "RSP_BARRIER",
        `WriteBarrier.Begin: ${heaps.length} heaps of ${heapsMax} are begun; begin each once, with the words of a page, and end it`,
      );
    }
    heaps.push({ context, region, address, pageWords, states: new Uint8Array(pages) });
  },
  Watch: (region, first, pages) => set(region, first, pages, true),
  Leave: (region, first, pages) => set(region, first, pages, false),
  Stored: (region) => {
    const stored: number[] = [];
    for (const [page, state] of heapOf(region, "Stored").states.entries())
      if (state === State.stored) stored.push(page);
    return stored;
  },
  End: (region) => {
    heaps.splice(heaps.indexOf(heapOf(region, "End")), 1);
  },
});

/** The page of a heap that an address is in; -1 for another's. */
function pageOf({ context, address, pageWords, states }: Heap, fault: MemoryFault): number {
  const page = Math.floor((fault.address - address) / pageWords);
  return context === fault.context && page >= 0 && page < states.length ? page : -1;
}

const isWatched = functional((fault: MemoryFault) => {
  if (!fault.write) return false;
  for (const heap of heaps) if (heap.states[pageOf(heap, fault)] === State.watched) return true;
  return false;
});

/** The first store to a page that is watched: the page is remembered, and the store is tried again. */
function onStore(fault: MemoryFault): void {
  for (const heap of heaps) {
    const page = pageOf(heap, fault);
    if (heap.states[page] !== State.watched) continue;
    heap.states[page] = State.stored;
    Translation.Protect(heap.region, page, 1, Protection.readWrite);
    return;
  }
}

Dispatcher.Install(Translation.ProtectionFault, onStore, { guards: [isWatched], order: "first", cancel: true });
