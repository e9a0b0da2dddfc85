/**
 * Calls every procedure of memory with what stands for another's page, region and context.
 *
 * Family: confused deputies
 * Stopped by: RSP_SAFE_CAST
 * Otherwise: capability | RSP_PAGE | RSP_CAPABILITY
 */
import { type Context, type Page, PhysAddr, type Region, Translation, VirtAddr } from "@respin/core";
import { attempt } from "./witness.js";

const odd: readonly (readonly [string, unknown])[] = [
  ["number", 1],
  ["frame", { frame: 1 }],
  ["null", null],
  ["text", "PhysAddr.T"],
];
for (const [what, value] of odd) {
  const page = value as Page;
  const region = value as Region;
  const context = value as Context;
  attempt(`${what} deallocated`, () => (PhysAddr.Deallocate(page), true));
  attempt(`${what} pinned`, () => (PhysAddr.Pin(page), true));
  attempt(`${what} modified`, () => PhysAddr.Modified(page));
  attempt(`${what} zeroed`, () => (PhysAddr.Zero(page), true));
  attempt(`${what} read`, () => (PhysAddr.Read(page, 0, new Int32Array(1)), true));
  attempt(`${what} mapped`, () => (Translation.AddMapping(region, 0, page, 6), true));
  attempt(`${what} unmapped`, () => (Translation.RemoveMapping(region, 0), true));
  attempt(`${what} allocated in`, () => VirtAddr.Allocate(context, 1) !== undefined);
  attempt(`${what} destroyed`, () => (Translation.Destroy(context), true));
}
