import {
  Dispatcher,
  PhysAddr,
  StrandInterface,
  Translation,
  VirtAddr,
  Volume,
  type Kernel,
  type Page,
} from "@respin/core";
import { RespinError } from "@respin/hardware";
import {
  declarationOf,
  defineCapabilities,
  exportEvents,
  exportForEach,
  type Client,
  type Exported,
  type Interface,
  type Procedures,
  type Waiting,
} from "@respin/linker";
import { ProgramEvents } from "./program-events.js";

/** The pages that a buffer manager has, where they are its own and no kernel takes any. */
export interface OwnPages {
  /** A page that holds nothing, if there is one. */
  take(): Page | undefined;
  give(page: Page): void;
  /** Those that were stored to: who has the pages remembers it himself. */
  readonly modified: Set<Page>;
}

/** No page of anybody's: a program is asked what to take, and there is nothing to be taken unless it says. */
const noPage = defineCapabilities<object, "PhysAddr.T">("PhysAddr.T", "this is none").mint({});

/**
 * A page for a program that keeps its pages: a free one, and from then on one of its own, which it nominates and writes back itself.
 * `letGo` sees that nobody uses it any more. Throws RSP_MEMORY_EXHAUSTED.
 */
export function* ownPage(
  { storage }: Kernel,
  events: ProgramEvents,
  pages: Pick<OwnPages, "take"> & { readonly name: string; readonly letGo?: (page: Page) => void },
): Waiting<Page> {
  const free = pages.take();
  if (free !== undefined) return free;
  const page = events.ask(storage.events.Reclaim, noPage);
  if (page === noPage) {
    throw new RespinError(
      "RSP_MEMORY_EXHAUSTED",
      `${pages.name}: all of its pages are pinned; pin fewer or give it more`,
    );
  }
  pages.letGo?.(page);
  for (const rest of events.tell(storage.events.Repossess, page)) yield* rest;
  return page;
}

/** What a buffer manager calls that has its own pages and a volume, and maps nothing. */
export function callsOnOwnPages(
  kernel: Kernel,
  name: string,
  pages: OwnPages,
  volume: Client<typeof Volume>,
): readonly Exported[] {
  const { storage, strands } = kernel;
  const events = new ProgramEvents(strands);
  return [
    exportEvents(PhysAddr, storage.events, () => ({
      Allocate: () => ownPage(kernel, events, { name, take: () => pages.take() }),
      Deallocate: (page) => pages.give(page),
      // Nobody else takes them.
      Pin: () => {},
      Unpin: () => {},
      Modified: (page) => pages.modified.has(page),
      Clean: (page) => void pages.modified.delete(page),
    })),
    exportForEach(Volume, () => volume),
    exportEvents(StrandInterface, strands.events, () => ({ Start: (work, body) => events.start(work, body) })),
    absent(Translation, name),
    absent(VirtAddr, name),
    exportForEach(Dispatcher, () => events.dispatcher),
  ];
}

/** An interface that there is none of: calls of it throw RSP_SYSTEM_CALL. */
function absent<P extends Procedures>(declared: Interface<P>, name: string): Exported {
  const of = declarationOf(declared);
  const refusals = Object.keys(of.procedures).map((procedure) => [
    procedure,
    (): never => {
      throw new RespinError(
        "RSP_SYSTEM_CALL",
        `${name} calls ${of.name}.${procedure}, which its system does not have; do without it there`,
      );
    },
  ]);
  return exportForEach(declared, () => Object.fromEntries(refusals) as Client<Interface<P>>);
}
