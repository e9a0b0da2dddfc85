/**
 * Exports itself under names that look like others'.
 *
 * Family: the name server
 * Given: names
 * Stopped by: nothing
 * Otherwise: linker | RSP_NAME
 */
import { implement } from "@respin/linker";
import { Names, Strike } from "@attacks/interfaces";
import { attempt } from "./witness.js";

export const strike = implement(Strike, {
  Strike: () => {
    const alike = [
      "SpinPublic ",
      " SpinPublic",
      "Spin\u200bPublic",
      "Se\u0430led",
      "Sealed\u0000",
      "Sealed\n",
      "Open.",
      "",
      "_",
      "__proto__",
      "a".repeat(65),
    ];
    for (const name of alike) {
      attempt(name.slice(0, 20), () => {
        Names.Register(name, () => ({ allowed: true }));
        return true;
      });
    }
  },
});
