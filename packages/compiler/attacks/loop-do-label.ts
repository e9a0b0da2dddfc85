/**
 * Goes on by a label in nested loops, where no plain end of a loop's turn is passed.
 *
 * Family: endless loops
 * Stopped by: nothing
 * Otherwise: bound | strike: RSP_OPERATIONS
 */
import { implement } from "@respin/linker";
import { Strike } from "@attacks/interfaces";

export const strike = implement(Strike, {
  Strike: () => {
    outer: do {
      for (const n of [1, 2, 3]) {
        switch (n) {
          case 2:
            continue outer;
          default:
            continue;
        }
      }
    } while (true);
  },
});
