/**
 * Makes and destroys address spaces for ever.
 *
 * Family: endless loops
 * Stopped by: nothing
 * Otherwise: bound | load: RSP_OPERATIONS
 */
import { Translation } from "@respin/core";

for (;;) Translation.Destroy(Translation.Create());
