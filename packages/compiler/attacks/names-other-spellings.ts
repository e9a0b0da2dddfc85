/**
 * Imports the domain that it is refused by other spellings of its name, and by what is that name only now and then.
 *
 * Family: the name server
 * Given: names
 * Stopped by: RSP_SAFE_CAST
 * Otherwise: linker | RSP_NAME_REFUSED | RSP_NAME_UNKNOWN
 */
import { implement } from "@respin/linker";
import { Names, Strike } from "@attacks/interfaces";
import { attempt } from "./witness.js";

export const strike = implement(Strike, {
  Strike: () => {
    let looks = 0;
    const turns = () => {
      looks += 1;
      return looks === 1 ? "Open" : "Sealed";
    };
    const names: readonly unknown[] = [
      "Sealed",
      "sealed",
      "SEALED",
      "Sealed ",
      "\uff33ealed",
      "Sealed\u0000",
      ["Sealed"],
      { toString: turns },
      { valueOf: turns },
      undefined,
    ];
    for (const name of names) attempt("the sealed one", () => Names.Import(name as string) !== "");
  },
});
