/**
 * Asks the constructor of an arrow function for the process.
 *
 * Family: reaching globals
 * Stopped by: RSP_SAFE_PROTOTYPE
 * Otherwise: meter | trap constructor
 */
import { attempt } from "./witness.js";

attempt("process", () => {
  const make = (() => 0).constructor as (text: string) => () => unknown;
  return typeof make("return process")() === "object";
});
