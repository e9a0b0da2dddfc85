/**
 * Catches errors of the kernel and of the language, and climbs from them to what made them.
 *
 * Family: reaching globals
 * Stopped by: RSP_SAFE_PROTOTYPE
 * Otherwise: meter | trap constructor
 */
import { Console, type Page, PhysAddr } from "@respin/core";
import { attempt } from "./witness.js";

type Made = { constructor: { constructor: (text: string) => () => unknown } };

attempt("kernel error", () => {
  try {
    PhysAddr.Deallocate(Console.Open() as unknown as Page);
  } catch (error) {
    return (error as Made).constructor.constructor("return process")() !== undefined;
  }
  return false;
});
attempt("type error", () => {
  try {
    (undefined as unknown as () => void)();
  } catch (error) {
    return (error as Made).constructor.constructor("return process")() !== undefined;
  }
  return false;
});
attempt("range error of a deep stack", () => {
  const deeper = (n: number): number => 1 + deeper(n + 1);
  try {
    deeper(0);
  } catch (error) {
    return (error as Made).constructor.constructor("return process")() !== undefined;
  }
  return false;
});
