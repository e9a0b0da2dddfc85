/**
 * Gives objects for a block's number: each is another number whenever it is looked at.
 *
 * Family: a granted volume
 * Given: volume
 * Stopped by: RSP_SAFE_CAST
 * Otherwise: capability | RSP_VOLUME_BLOCK | 0 looks
 */
import { type Context, type MemoryClient, PhysAddr, type Region, StrandInterface as Strand, Volume } from "@respin/core";
import { implement, type Waiting } from "@respin/linker";
import { Tenant } from "@attacks/interfaces";
import { RespinError } from "@respin/hardware";
import { loot, saw } from "./witness.js";

function* work(client: MemoryClient): Waiting {
  const { firstBlock } = yield* Volume.Lookup("mine");
  const page = yield* PhysAddr.Allocate(client);
  let looks = 0;
  const turns = () => {
    looks += 1;
    return looks % 2 === 1 ? firstBlock : firstBlock + 3;
  };
  const odd: readonly unknown[] = [{ valueOf: turns }, { toString: turns }, [firstBlock], `${firstBlock}`, true, null];
  for (const block of odd) {
    try {
      yield* Volume.Write(block as number, page);
      loot("a block");
    } catch (error) {
      saw(error instanceof RespinError ? error.code : "odd");
    }
  }
  saw(`${looks} looks`);
}

export const tenant = implement(Tenant, {
  Move: (client: MemoryClient, _context: Context, _region: Region) => void Strand.Start("works", work(client)),
});
