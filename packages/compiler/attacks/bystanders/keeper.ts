import { type Context, Dispatcher, Handover, type MemoryClient, type Page, PhysAddr, type Region, StrandInterface as Strand, Translation } from "@respin/core";
import { RespinError } from "@respin/hardware";
import { implement, type Waiting } from "@respin/linker";
import { Strike, Tenant, Waiter } from "@attacks/interfaces";

/** An extension that keeps a page, hands it over to what takes its place, and can take another's place itself. */

const words = Int32Array.from([4711]);
let kept: Page | undefined;
let space: Context | undefined;

Dispatcher.Install(PhysAddr.Reclaim, (page: Page) => page);

function* keep(client: MemoryClient): Waiting {
  kept = yield* PhysAddr.Allocate(client);
  PhysAddr.Write(kept, 0, words);
  PhysAddr.Pin(kept);
}

export const tenant = implement(Tenant, {
  Move: (client: MemoryClient, _context: Context, _region: Region) => {
    space = Translation.Create();
    Strand.Start("keep", keep(client));
  },
});
/** It looks whether all is as it should be: its page, and room for a space and a handler more. */
export const strike = implement(Strike, {
  Strike: () => {
    Translation.Destroy(Translation.Create());
    Dispatcher.Uninstall(Dispatcher.Install(PhysAddr.Repossess, () => {}));
    if (kept === undefined) return;
    const read = new Int32Array(1);
    PhysAddr.Read(kept, 0, read);
    if (read[0] !== words[0])
      throw new RespinError("RSP_LOST", "the keeper: its page holds something else; give it back");
  },
});
export const waiter = implement(Waiter, {
  *Wait(): Waiting {
    yield;
  },
});
export const handover = implement(Handover, { Give: () => ({ page: kept, space }), Take: (_given: unknown) => {} });
