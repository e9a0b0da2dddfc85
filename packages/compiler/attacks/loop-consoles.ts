/**
 * Opens and closes the console for ever.
 *
 * Family: endless loops
 * Stopped by: nothing
 * Otherwise: bound | load: RSP_OPERATIONS
 */
import { Console } from "@respin/core";

for (;;) Console.Close(Console.Open());
