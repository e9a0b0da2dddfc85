/**
 * Calls the kernel at the deepest point that it reaches, where the kernel's own code has the least stack left.
 *
 * Family: deep recursion
 * Stopped by: nothing
 * Otherwise: bound | RangeError | 0 calls failed
 */
import { Console } from "@respin/core";
import { attempt, saw } from "./witness.js";

const terminal = Console.Open();
let failed = 0;
const deeper = (n: number): void => {
  try {
    deeper(n + 1);
  } finally {
    if (n > 200) {
      try {
        Console.Close(Console.Open());
      } catch {
        failed += 1;
      }
    }
  }
};
attempt("an end", () => {
  deeper(0);
  return true;
});
saw(`${failed} calls failed`);
Console.Close(terminal);
