/**
 * Catches an error of the kernel's and changes its class for everybody.
 *
 * Family: prototype pollution
 * Stopped by: RSP_SAFE_PROTOTYPE
 * Otherwise: meter | trap __proto__ | trap constructor
 */
import { Console, type Page, PhysAddr } from "@respin/core";
import { attempt } from "./witness.js";

type Odd = { __proto__: { code: unknown; toString: unknown; __proto__: { message: unknown } }; constructor: { stolen: unknown } };
const caught = (): Odd => {
  try {
    PhysAddr.Deallocate(Console.Open() as unknown as Page);
  } catch (error) {
    return error as Odd;
  }
  throw new Error("nothing was thrown");
};

attempt("prototype of its errors", () => {
  caught().__proto__.toString = () => "stolen";
  return true;
});
attempt("what errors inherit", () => {
  caught().__proto__.__proto__.message = "stolen";
  return true;
});
attempt("their class", () => {
  caught().constructor.stolen = 5;
  return true;
});
