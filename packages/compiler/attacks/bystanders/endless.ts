import {
  type Context,
  Dispatcher,
  type MemoryClient,
  PhysAddr,
  type Region,
  StrandInterface as Strand,
  Translation,
  VirtAddr,
} from "@respin/core";
import { implement, type Waiting } from "@respin/linker";
import { Tenant } from "@attacks/interfaces";

/** It takes some of everything that there is, and then does not come back from a handler. */

function* work(client: MemoryClient): Waiting {
  PhysAddr.Pin(yield* PhysAddr.Allocate(client));
  for (;;) yield;
}

let turns = 0;
export const tenant = implement(Tenant, {
  Move: (client: MemoryClient, _context: Context, _region: Region) => {
    VirtAddr.Allocate(Translation.Create(), 2);
    Strand.Start("keeps a page", work(client));
    Dispatcher.Install(PhysAddr.Repossess, () => {});
    Dispatcher.Install(
      Translation.PageNotPresent,
      () => {
        for (;;) turns = (turns + 1) % 7;
      },
      { order: "first", cancel: true },
    );
  },
});
