/**
 * Turns numbers into texts and back for ever.
 *
 * Family: endless loops
 * Stopped by: nothing
 * Otherwise: bound | load: RSP_OPERATIONS
 */
let n = 0.1;
for (;;) n = parseFloat((n * 1.000_000_1 + 1e-9).toString()) % 1e9;
