/**
 * Exports itself under names that every object has, and imports what nobody exports by them.
 *
 * Family: the name server
 * Given: names
 * Stopped by: nothing
 * Otherwise: linker | RSP_NAME_UNKNOWN
 */
import { implement } from "@respin/linker";
import { Names, Strike } from "@attacks/interfaces";
import { attempt } from "./witness.js";

export const strike = implement(Strike, {
  Strike: () => {
    const names = ["constructor", "toString", "hasOwnProperty", "valueOf"];
    for (const name of names) attempt(name, () => Names.Import(name) !== "");
    for (const name of names) {
      Names.Register(name, () => ({ allowed: true, terms: {} }));
      if (Names.Import(name) !== "Strike") attempt(name, () => true);
    }
  },
});
