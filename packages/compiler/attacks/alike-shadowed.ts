/**
 * Declares a parameter with the name of an imported interface, to confuse who replaces names with links.
 *
 * Family: look-alike interfaces
 * Stopped by: nothing
 * Otherwise: compiler | build: RSP_IMPORT
 */
import { Console } from "@respin/core";

const write = (Console: { readonly Write: (line: string) => void }): void => Console.Write("LOOT by a shadow");
write({ Write: () => {} });
Console.Close(Console.Open());
