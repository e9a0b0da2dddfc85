/**
 * Reads where the kernel's code is from the stack of an error, its own and the kernel's.
 *
 * Family: reaching globals
 * Stopped by: RSP_SAFE_MEMBER
 * Otherwise: compartment | no own stack | no stack of the kernel
 */
import { Console, type Page, PhysAddr } from "@respin/core";
import { attempt } from "./witness.js";

attempt("own stack", () => String(new Error("here").stack ?? "").includes("at "));
attempt("stack of the kernel", () => {
  try {
    PhysAddr.Deallocate(Console.Open() as unknown as Page);
  } catch (error) {
    return String((error as Error).stack ?? "").includes("at ");
  }
  return false;
});
