import { Console } from "@respin/core";
import { RespinError } from "@respin/hardware";

/** How an attack tells the harness what came of it: by lines on the console. */
const console = Console.Open();
const trap = "metered code may not use ";

/** Say what was got that must not be: any such line fails the test. */
export const loot = (what: string): void => Console.Write(console, `LOOT ${what}`);

/** Say what was seen. */
export const saw = (what: string): void => Console.Write(console, `SAW ${what}`);

/** Try something that must not succeed: it is loot if it returns true. */
export function attempt(what: string, theft: () => boolean): void {
  let stolen = false;
  try {
    stolen = theft();
  } catch (error) {
    saw(named(error));
    return;
  }
  if (stolen) loot(what);
  else saw(`no ${what}`);
}

/** What was thrown, in few words: a code of the kernel's, a trap of the meter's, or the kind of error. */
function named(error: unknown): string {
  if (error instanceof RespinError) return error.code;
  if (error instanceof RangeError) return "RangeError";
  if (error instanceof TypeError)
    return error.message.startsWith(trap) ? `trap ${error.message.slice(trap.length)}` : "TypeError";
  if (!(error instanceof Error)) return typeof error;
  return "code" in error && typeof error.code === "string" ? error.code : error.name;
}
