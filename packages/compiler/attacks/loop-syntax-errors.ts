/**
 * Has text refused by JSON for ever.
 *
 * Family: endless loops
 * Stopped by: nothing
 * Otherwise: bound | load: RSP_OPERATIONS
 */
let refused = 0;
for (;;) {
  try {
    const said: unknown = JSON.parse("{");
    if (said === undefined) refused += 0;
  } catch {
    refused += 1;
  }
}
