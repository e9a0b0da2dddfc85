/**
 * Removes files that are none: look-alikes, names, a page, a file of another machine's volume.
 *
 * Family: a granted volume
 * Given: volume operator
 * Stopped by: RSP_SAFE_CAST
 * Otherwise: capability | RSP_CAPABILITY
 */
import { type Context, type MemoryClient, type VolumeFile, PhysAddr, type Region, StrandInterface as Strand, Volume } from "@respin/core";
import { implement, type Waiting } from "@respin/linker";
import { Tenant } from "@attacks/interfaces";
import { RespinError } from "@respin/hardware";
import { Operator } from "@attacks/interfaces";
import { loot, saw } from "./witness.js";

function* work(client: MemoryClient): Waiting {
  const page: unknown = yield* PhysAddr.Allocate(client);
  const { file } = yield* Volume.Lookup("mine");
  const odd: readonly unknown[] = [
    {},
    { index: 1, name: "secret", firstBlock: 0, pages: 9 },
    "secret",
    1,
    page,
    [file],
    undefined,
    Operator.ForeignFile(),
  ];
  for (const each of odd) {
    try {
      yield* Volume.Resize(each as VolumeFile, 1);
      yield* Volume.Remove(each as VolumeFile);
      yield* Volume.Commit(each as VolumeFile);
      loot("a file");
    } catch (error) {
      saw(error instanceof RespinError ? error.code : "odd");
    }
  }
}

export const tenant = implement(Tenant, {
  Move: (client: MemoryClient, _context: Context, _region: Region) => void Strand.Start("works", work(client)),
});
