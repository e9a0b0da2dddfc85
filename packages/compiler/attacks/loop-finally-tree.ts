/**
 * Doubles its work in `finally` at every level of a recursion, when all has been used up.
 *
 * Family: endless loops
 * Stopped by: nothing
 * Otherwise: bound | strike: RSP_OPERATIONS
 */
import { implement } from "@respin/linker";
import { Strike } from "@attacks/interfaces";

const twice = (n: number): void => {
  try {
    if (n < 200) twice(n + 1);
    for (;;);
  } catch {
    twice(n + 1);
  } finally {
    twice(n + 1);
  }
};
export const strike = implement(Strike, { Strike: () => twice(0) });
