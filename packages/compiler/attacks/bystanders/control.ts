import { Console } from "@respin/core";
import { implement } from "@respin/linker";
import { Strike } from "@attacks/interfaces";

/** It says that it has stolen something, which nobody keeps it from: so that a harness that sees no theft at all is found out. */
export const strike = implement(Strike, {
  Strike: () => Console.Write(Console.Open(), "LOOT nothing, it only says so"),
});
