/**
 * Runs for ever where the kernel turns what it was given into a text or a number.
 *
 * Family: endless loops
 * Stopped by: RSP_TYPE
 * Otherwise: capability | RSP_CONSOLE | RSP_PAGE | RSP_CAPABILITY
 */
import { Console, PhysAddr, VirtAddr } from "@respin/core";
import { attempt } from "./witness.js";

const endless = {
  toString: () => {
    for (;;);
  },
  valueOf: () => {
    for (;;);
  },
};

attempt("a line", () => (Console.Write(Console.Open(), endless), true));
attempt("a page", () => (PhysAddr.Pin(endless), true));
attempt("pages", () => VirtAddr.Allocate(endless, endless) !== undefined);
