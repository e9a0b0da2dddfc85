/**
 * Throws an error with a chain of causes of a million links and a message of a million letters.
 *
 * Family: memory bombs
 * Stopped by: nothing
 * Otherwise: bound | load: RSP_OPERATIONS
 */
let error = new Error("x".repeat(1_000_000));
for (let n = 0; n < 100_000; n++) error = new Error("why", { cause: error });
throw error;
