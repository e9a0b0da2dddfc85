/**
 * Fails the first time that it is asked for anything, and keeps a capability for the next time that it is loaded.
 *
 * Family: work after the end
 * Stopped by: nothing
 * Otherwise: linker | loaded | strike: Error
 */
import { Console } from "@respin/core";
import { implement } from "@respin/linker";
import { Strike } from "@attacks/interfaces";
import { saw } from "./witness.js";

const terminal = Console.Open();
saw("loaded");
export const strike = implement(Strike, {
  Strike: () => {
    Console.Close(terminal);
    throw new Error("not now");
  },
});
