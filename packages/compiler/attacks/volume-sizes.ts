/**
 * Makes its file as long as no file can be, or no number of bytes long.
 *
 * Family: a granted volume
 * Given: volume
 * Stopped by: RSP_SAFE_CAST
 * Otherwise: capability | RSP_FILE_SIZE | RSP_FILE_FULL
 */
import { Volume } from "@respin/core";
import { implement, type Waiting } from "@respin/linker";
import { Waiter } from "@attacks/interfaces";
import { loot, saw } from "./witness.js";
import { RespinError } from "@respin/hardware";

export const waiter = implement(Waiter, {
  *Wait(): Waiting {
    const { file } = yield* Volume.Lookup("mine");
    const sizes: readonly unknown[] = [
      -1,
      0.5,
      Number.NaN,
      1 / 0,
      2 ** 53,
      1e300,
      3 * 2048 + 1,
      { valueOf: () => 5 },
      "5",
    ];
    for (const size of sizes) {
      try {
        yield* Volume.Resize(file, size as number);
        loot("an odd size");
      } catch (error) {
        saw(error instanceof RespinError ? error.code : "odd");
      }
    }
    yield* Volume.Commit(file);
    const { exists, size } = yield* Volume.Lookup("mine");
    if (exists || size !== 0) loot("a file");
  },
});
