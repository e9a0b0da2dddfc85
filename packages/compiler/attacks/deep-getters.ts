/**
 * Calls itself through getters, conversions to text, and constructors.
 *
 * Family: deep recursion
 * Stopped by: nothing
 * Otherwise: bound | RangeError
 */
import { attempt } from "./witness.js";

class Deep {
  get deeper(): number {
    return new Deep().deeper + 1;
  }
}
class Text {
  toString(): string {
    return `${new Text()}`;
  }
}
class Made {
  readonly inner: Made = new Made();
}
attempt("by a getter", () => new Deep().deeper > 0);
attempt("by a text", () => `${new Text()}` !== "");
attempt("by a field", () => new Made().inner !== undefined);
