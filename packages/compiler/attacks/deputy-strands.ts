/**
 * Blocks, unblocks and starts strands that are not its own, by what handlers and calls show it.
 *
 * Family: confused deputies
 * Stopped by: nothing
 * Otherwise: capability | RSP_STRAND | a fault of its own application
 */
import { type MemoryFault, Dispatcher, StrandInterface as Strand, Translation } from "@respin/core";
import { implement } from "@respin/linker";
import { Strike } from "@attacks/interfaces";
import { attempt, saw } from "./witness.js";

Dispatcher.Install(
  Translation.PageNotPresent,
  (fault: MemoryFault): void => {
    saw("a fault of its own application");
    Strand.Unblock(fault.strand);
    Strand.Unblock(fault.strand);
  },
  { order: "first", cancel: true },
);

export const strike = implement(Strike, {
  Strike: () =>
    attempt("block where none runs", () => {
      Strand.Block(Strand.Current());
      return true;
    }),
});
