import { defineInterface, integer, procedure } from "@respin/linker";

/** DEC OSF/1's kernel threads, made of strands, for the programs of the spaces that it works for. SOSP'95, section 4.2 and Table 7. */
export const OsfThreads = defineInterface("OsfThreads", {
  /** Threads that were created and have not ended. */
  Running: procedure([], integer),
  /** Threads that sleep. */
  Asleep: procedure([], integer),
});
