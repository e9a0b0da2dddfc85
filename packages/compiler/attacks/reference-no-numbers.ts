/**
 * Passes texts, lists, records and capabilities where a reference is expected, some of which turn into numbers.
 *
 * Family: externalized references
 * Stopped by: RSP_SAFE_CAST
 * Otherwise: capability | RSP_REFERENCE
 */
import { Console } from "@respin/core";
import { implement } from "@respin/linker";
import { Strike, Vault } from "@attacks/interfaces";
import { attempt, loot } from "./witness.js";

export const strike = implement(Strike, {
  Strike: () => {
    const mine = Vault.Open("mine");
    let asked = 0;
    const turning = {
      valueOf: () => {
        asked += 1;
        loot(`its code ran inside the vault ${asked} times`);
        return mine;
      },
    };
    const odd: readonly unknown[] = [String(mine), [mine], turning, Console.Open(), null, undefined, true, () => mine];
    for (const each of odd) attempt("by something else", () => Vault.Read(each as number) !== "");
    Vault.Close(mine);
  },
});
