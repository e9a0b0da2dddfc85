/**
 * Hides its end from the kernel by a return in `finally`, in a handler that is called again and again.
 *
 * Family: endless loops
 * Stopped by: nothing
 * Otherwise: bound | ejected from PhysAddr.Reclaim for operations | reclaim: RSP_CAPABILITY
 */
import { Dispatcher, type Page, PhysAddr } from "@respin/core";

Dispatcher.Install(PhysAddr.Reclaim, (page: Page): Page => {
  try {
    for (;;);
  } finally {
    return page;
  }
});
