/**
 * Extends the class behind capabilities, to stamp objects of its own with their private fields.
 *
 * Family: forging capabilities
 * Stopped by: RSP_SAFE_PROTOTYPE
 * Otherwise: meter | trap constructor
 */
import { Console, type Page, PhysAddr } from "@respin/core";
import { attempt } from "./witness.js";

type Maker = new (of: unknown, value: unknown) => Page;
attempt("made", () => {
  const { constructor: Made } = Console.Open() as unknown as { constructor: Maker };
  PhysAddr.Zero(new Made({ name: "PhysAddr.T" }, { frame: 0 }));
  return true;
});
attempt("stamped", () => {
  const { constructor: Made } = Console.Open() as unknown as { constructor: Maker };
  class Stamped extends Made {}
  PhysAddr.Zero(new Stamped({ name: "PhysAddr.T" }, { frame: 0 }));
  return true;
});
