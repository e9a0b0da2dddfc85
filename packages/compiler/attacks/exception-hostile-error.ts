/**
 * Throws a record whose every member runs code.
 *
 * Family: hostile exceptions
 * Stopped by: RSP_SAFE_ACCESSOR
 * Otherwise: linker | load: object
 */
import { loot } from "./witness.js";

throw {
  get message(): string {
    loot("its message was read");
    throw new Error("again");
  },
  get name(): string {
    loot("its name was read");
    return "odd";
  },
  get code(): string {
    loot("its code was read");
    return "RSP_ODD";
  },
  get stack(): string {
    loot("its stack was read");
    return "";
  },
  toString: () => {
    loot("it was made a text");
    return "odd";
  },
};
