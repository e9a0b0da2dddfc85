/**
 * Sorts, copies and reverses lists for ever.
 *
 * Family: endless loops
 * Stopped by: nothing
 * Otherwise: bound | load: RSP_OPERATIONS
 */
let list = Array.from({ length: 1000 }, (_, n) => n);
for (;;) list = [...list].reverse().sort((a, b) => a - b).slice();
