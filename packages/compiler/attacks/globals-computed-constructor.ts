/**
 * Puts the name of the constructor together where no reader of the text sees it.
 *
 * Family: reaching globals
 * Stopped by: RSP_SAFE_INDEX
 * Otherwise: compartment | TypeError | no element | no object with a text
 */
import { attempt } from "./witness.js";

const name = ["con", "struc", "tor"].join("");
type Any = Record<string, Record<string, (text: string) => () => unknown>>;

attempt("function", () => typeof ([] as unknown as Any)[name][name]("return this")() === "object");
attempt("element", () => ([] as unknown as Any)[name] !== undefined);
attempt("object with a text", () => {
  const key = { toString: () => "constructor" } as unknown as string;
  return ((() => 0) as unknown as Any)[key] !== undefined;
});
