import { Console } from "@respin/core";
import { Gatekeeper } from "@respin/gatekeeper";
import { implement } from "@respin/linker";

/** SOSP'95, Figure 1: obtain the capability, use it, lose it. */
export const gatekeeper = implement(Gatekeeper, {
  IntruderAlert: () => {
    const console = Console.Open();
    Console.Write(console, "Intruder Alert");
    Console.Close(console);
  },
});
