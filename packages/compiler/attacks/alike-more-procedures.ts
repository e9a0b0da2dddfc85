/**
 * Imports storage with one procedure more, which shows all of memory.
 *
 * Family: look-alike interfaces
 * Stopped by: nothing
 * Otherwise: linker | load: RSP_LINK_FINGERPRINT
 */
import { type Page, PhysAddrAlike } from "@attacks/interfaces";
import { implement } from "@respin/linker";
import { Strike } from "@attacks/interfaces";

const pages: Page[] = [];
export const strike = implement(Strike, {
  Strike: () => {
    for (const page of pages) PhysAddrAlike.View(page);
  },
});
