import { defineInterface, integer, procedure } from "@respin/linker";

/** Mach's kernel threads, made of strands, for the programs of the spaces that it works for. SOSP'95, section 5.3. */
export const MachThreads = defineInterface("MachThreads", {
  /** Threads that were created and have not ended. */
  Running: procedure([], integer),
});
