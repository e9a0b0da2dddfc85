/**
 * Runs for ever while it is loaded.
 *
 * Family: endless loops
 * Stopped by: nothing
 * Otherwise: bound | load: RSP_OPERATIONS
 */
for (;;);
