/**
 * Assigns to names of a kernel's error, to see whether the class behind it takes them.
 *
 * Family: prototype pollution
 * Stopped by: RSP_SAFE_CAST
 * Otherwise: it does no harm | no errors share names
 */
import { Console, type Page, PhysAddr } from "@respin/core";
import { RespinError } from "@respin/hardware";
import { attempt } from "./witness.js";

const provoke = (): unknown => {
  try {
    PhysAddr.Deallocate(Console.Open() as unknown as Page);
  } catch (error) {
    return error;
  }
  return undefined;
};

attempt("errors share names", () => {
  const first = provoke() as { toString: unknown; code: unknown };
  first.toString = () => "stolen";
  first.code = "RSP_STOLEN";
  const second = provoke();
  return second instanceof RespinError && (String(second) === "stolen" || second.code === ("RSP_STOLEN" as string));
});
