/**
 * Installs and takes out a handler for ever, so that the event is prepared anew each time.
 *
 * Family: endless loops
 * Stopped by: nothing
 * Otherwise: bound | load: RSP_OPERATIONS
 */
import { Dispatcher, type Page, PhysAddr } from "@respin/core";

for (;;) Dispatcher.Uninstall(Dispatcher.Install(PhysAddr.Reclaim, (page: Page) => page));
