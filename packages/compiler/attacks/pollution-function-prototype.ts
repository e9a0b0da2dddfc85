/**
 * Replaces a method that the kernel calls on what it was given.
 *
 * Family: prototype pollution
 * Stopped by: RSP_SAFE_METHOD
 * Otherwise: compartment | no push of one | TypeError
 */
import { attempt } from "./witness.js";

attempt("push of one", () => {
  const list: number[] = [];
  list.push = () => 5;
  return new Array<number>().push(1) === 5;
});
attempt("map of all", () => {
  (new Array<number>() as unknown as { map: unknown }).map = () => 5;
  return ([1].map((n) => n) as unknown) === 5;
});
