/**
 * Makes text of text that is many times as long: by normal forms, by case, by pieces, by what replaces nothing.
 *
 * Family: memory bombs
 * Stopped by: nothing
 * Otherwise: bound | load: RSP_OPERATIONS
 */
import { saw } from "./witness.js";

let text = "\ufdfa".repeat(1000);
let pieces: readonly string[] = [];
for (let n = 0; n < 12; n++) {
  text = text.normalize("NFKD").toUpperCase();
  pieces = text.split("");
  text = pieces.map((each) => `${each}\ufdfa`).join("");
}
saw(`${pieces.length}`);
