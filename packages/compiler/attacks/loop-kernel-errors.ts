/**
 * Has the kernel refuse the same thing for ever, each time with an error that says why.
 *
 * Family: endless loops
 * Stopped by: nothing
 * Otherwise: bound | load: RSP_OPERATIONS
 */
import { type Page, PhysAddr } from "@respin/core";

const pages: Page[] = [];
let refused = 0;
for (;;) {
  try {
    PhysAddr.Pin(pages[0]);
  } catch {
    refused += 1;
  }
}
