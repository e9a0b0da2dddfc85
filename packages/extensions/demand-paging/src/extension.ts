import {
  Dispatcher,
  PhysAddr,
  StrandInterface as Strand,
  Translation,
  Volume,
  type MemoryFault,
  type Page,
  type Region,
  type StrandT,
} from "@respin/core";
import { DemandPaging, type PagingSettings } from "@respin/demand-paging";
import { RespinError } from "@respin/hardware";
import { functional, implement, type Waiting } from "@respin/linker";
import { MappedFile } from "./mapped-file.js";
import { counts, inMemory, type MappedPage } from "./mapped-page.js";

let settings: PagingSettings | undefined;
const files: MappedFile[] = [];
/** Why a strand's fault was not served. A handler that threw it would fail itself: whoever runs the strand asks. */
const failures = new Map<StrandT, unknown>();

export const extension = implement(DemandPaging, {
  Start: (given) => {
    if (settings !== undefined) {
      throw new RespinError("RSP_STARTED", "DemandPaging.Start: it has a client's frames already; load another one");
    }
    settings = given;
  },
  *Map(context, name, pages) {
    if (settings === undefined) {
      throw new RespinError("RSP_NOT_STARTED", "DemandPaging.Map: it has no frames; call DemandPaging.Start first");
    }
    const found = yield* Volume.Lookup(name);
    const fits = Number.isSafeInteger(pages) && pages > 0 && pages <= found.pages;
    if (!fits || files.some((file) => file.name === found.name)) {
      throw new RespinError(
        "RSP_PAGING_FILE",
        `DemandPaging.Map: the file is mapped already, or cannot have ${pages} pages; ask for 1 to ${found.pages}, once`,
      );
    }
    const file = new MappedFile(settings, found, context, pages);
    files.push(file);
    return file.region;
  },
  *Clean(region) {
    yield* fileOf(region, "Clean").clean();
  },
  *Unmap(region) {
    const file = fileOf(region, "Unmap");
    yield* file.unmap();
    files.splice(files.indexOf(file), 1);
  },
  TakeFailure: (strand) => {
    const failure = failures.get(strand);
    failures.delete(strand);
    return failure;
  },
  Counts: () => ({ ...counts }),
});

/** Throws RSP_PAGING_REGION. */
function fileOf(region: Region, procedure: string): MappedFile {
  const file = files.find((each) => each.region === region);
  if (file?.isOpen === true) return file;
  throw new RespinError(
    "RSP_PAGING_REGION",
    `DemandPaging.${procedure}: no file is mapped in the region, or it is being unmapped; use what DemandPaging.Map returned`,
  );
}

function pageAt(fault: MemoryFault): MappedPage | undefined {
  for (const file of files) {
    const page = file.pageAt(fault);
    if (page !== undefined) return page;
  }
  return undefined;
}

/** The page is not in memory: the strand waits until it is, and tries again. */
function onPageNotPresent(fault: MemoryFault): void {
  const page = pageAt(fault);
  if (page === undefined) return;
  Strand.Start("page fault", served(fault, page));
  Strand.Block(fault.strand);
}

function* served(fault: MemoryFault, page: MappedPage): Waiting {
  try {
    yield* page.settled();
    // It may have been unmapped meanwhile.
    if (pageAt(fault) === page) yield* page.bring();
  } catch (error) {
    failures.set(fault.strand, error);
  } finally {
    Strand.Unblock(fault.strand);
  }
}

/** A store to a page that is being written: the strand waits for that. */
function onProtectionFault(fault: MemoryFault): void {
  pageAt(fault)?.wakeLater(fault.strand);
  Strand.Block(fault.strand);
}

const isMapped = functional((fault: MemoryFault) => !failures.has(fault.strand) && pageAt(fault) !== undefined);
const isBeingWritten = functional((fault: MemoryFault) => fault.write && pageAt(fault)?.isBusy === true);

Dispatcher.Install(Translation.PageNotPresent, onPageNotPresent, { guards: [isMapped], order: "first", cancel: true });
Dispatcher.Install(Translation.ProtectionFault, onProtectionFault, {
  guards: [isBeingWritten],
  order: "first",
  cancel: true,
});
Dispatcher.Install(PhysAddr.Repossess, (page: Page) => inMemory.get(page)?.taken());
