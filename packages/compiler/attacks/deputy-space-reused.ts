/**
 * Destroys a space with addresses in it, so that the next one of its number begins with what is left there.
 *
 * Family: confused deputies
 * Stopped by: nothing
 * Otherwise: capability | RSP_CAPABILITY | 4 pages in the next
 */
import { Translation, VirtAddr } from "@respin/core";
import { attempt, saw } from "./witness.js";

const old = Translation.Create();
const region = VirtAddr.Allocate(old, 4);
Translation.Destroy(old);
const next = Translation.Create();
attempt("the old region", () => Translation.ExamineMapping(region, 0) >= 0);
attempt("addresses in the old space", () => VirtAddr.Allocate(old, 1) !== undefined);
attempt("the old space, destroyed again", () => {
  Translation.Destroy(old);
  return true;
});
const again = VirtAddr.Allocate(next, 4);
saw(`${VirtAddr.Extent(again).pages} pages in the next`);
attempt("the old region, given back", () => {
  VirtAddr.Deallocate(region);
  return true;
});
VirtAddr.Deallocate(again);
Translation.Destroy(next);
