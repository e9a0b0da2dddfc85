import {
  type Context,
  Dispatcher,
  type MemoryClient,
  type MemoryFault,
  type Page,
  PhysAddr,
  type Region,
  StrandInterface as Strand,
  Translation,
  VirtAddr,
} from "@respin/core";
import { Protection, RespinError } from "@respin/hardware";
import { functional, implement, type Waiting } from "@respin/linker";
import { Tenant } from "@attacks/interfaces";

/** Another application's extension: it serves page faults, and is asked which page to take. */

const pageOf = new Map<Page, number>();

/** Each page of the application holds its own number and a hundred. */
function* serve(client: MemoryClient, region: Region, index: number, fault: MemoryFault): Waiting {
  const page = yield* PhysAddr.Allocate(client);
  PhysAddr.Zero(page);
  PhysAddr.Write(page, 0, Int32Array.from([100 + index]));
  pageOf.set(page, index);
  if (Translation.ExamineMapping(region, index) === Protection.none) {
    Translation.AddMapping(region, index, page, Protection.readWrite);
  }
  Strand.Unblock(fault.strand);
}

export const tenant = implement(Tenant, {
  Move: (client: MemoryClient, _context: Context, region: Region) => {
    const { address, pages } = VirtAddr.Extent(region);
    const wordsOfPage = 512;
    Dispatcher.Install(
      Translation.PageNotPresent,
      (fault: MemoryFault) => {
        const index = Math.floor((fault.address - address) / wordsOfPage);
        if (index < 0 || index >= pages) throw new RespinError("RSP_ODD", "victim: a fault elsewhere; mend it");
        Strand.Block(fault.strand);
        Strand.Start("fault", serve(client, region, index, fault));
      },
      { order: "first", cancel: true },
    );
    Dispatcher.Install(PhysAddr.Reclaim, (page: Page) => page, {
      guards: [functional((page: Page) => pageOf.has(page))],
    });
    Dispatcher.Install(PhysAddr.Repossess, (page: Page) => void pageOf.delete(page));
  },
});
