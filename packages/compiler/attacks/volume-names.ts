/**
 * Looks up the secret file, by its name, by what is like it, and by what becomes it when it is looked at.
 *
 * Family: a granted volume
 * Given: volume
 * Stopped by: RSP_SAFE_CAST
 * Otherwise: capability | RSP_FILE_REFUSED | 0 looks
 */
import { Volume } from "@respin/core";
import { implement, type Waiting } from "@respin/linker";
import { Waiter } from "@attacks/interfaces";
import { loot, saw } from "./witness.js";
import { RespinError } from "@respin/hardware";

export const waiter = implement(Waiter, {
  *Wait(): Waiting {
    let looks = 0;
    const turns = () => {
      looks += 1;
      return looks === 1 ? "mine" : "secret";
    };
    const names: readonly unknown[] = [
      "secret",
      "Secret",
      "secret\u0000",
      "mine\u0000secret",
      "../secret",
      "",
      "__proto__",
      "constructor",
      ["mine"],
      { toString: turns },
      { includes: () => true },
      undefined,
      0,
    ];
    for (const name of names) {
      try {
        loot(`found ${(yield* Volume.Lookup(name as string)).name}`);
      } catch (error) {
        saw(error instanceof RespinError ? error.code : "odd");
      }
    }
    saw(`${looks} looks`);
  },
});
