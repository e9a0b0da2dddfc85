import { defineInterface, nothing, operation } from "@respin/linker";

/** SOSP'95, Table 2: the null procedure. */
export const Null = defineInterface("Null", {
  /** No arguments, no result, nothing done: what is left is how it is reached. */
  Nothing: operation([], nothing),
});
