/**
 * Freezes and fills what it was handed, so that others fail on it: the kernel's records, events, errors and words.
 *
 * Family: prototype pollution
 * Stopped by: RSP_SAFE_CAST
 * Otherwise: meter | trap Object | TypeError
 */
import { Console, type MemoryFault, Dispatcher, PhysAddr, Translation } from "@respin/core";
import { Protection, RespinError } from "@respin/hardware";
import { implement } from "@respin/linker";
import { Oracle } from "@attacks/interfaces";
import { attempt } from "./witness.js";

const freeze = (each: unknown): boolean => {
  Object.freeze(each);
  return Object.keys(Object(each) as object).includes("stolen");
};
for (const each of [Protection, RespinError, PhysAddr.Read, Dispatcher.Install, Console.Write]) {
  attempt("shared", () => freeze(each));
}
Dispatcher.Install(Translation.PageNotPresent, (fault: MemoryFault) => void attempt("a fault", () => freeze(fault)), {
  order: "first",
});
export const oracle = implement(Oracle, {
  Ask: (given) => {
    attempt("what it is given", () => freeze(given));
    attempt("words", () => freeze(new Int32Array(4)));
    return given;
  },
});
