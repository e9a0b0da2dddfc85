/**
 * Makes errors for ever: each takes the engine longer than most operations.
 *
 * Family: endless loops
 * Stopped by: nothing
 * Otherwise: bound | load: RSP_OPERATIONS
 */
for (;;) new Error("again");
