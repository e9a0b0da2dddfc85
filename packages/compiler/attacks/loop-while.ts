/**
 * Runs for ever in a procedure that the kernel calls.
 *
 * Family: endless loops
 * Stopped by: nothing
 * Otherwise: bound | strike: RSP_OPERATIONS
 */
import { implement } from "@respin/linker";
import { Strike } from "@attacks/interfaces";

let n = 0;
export const strike = implement(Strike, {
  Strike: () => {
    while (n >= 0) n = (n + 1) % 1000;
  },
});
