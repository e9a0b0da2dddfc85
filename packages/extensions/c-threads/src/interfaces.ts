import { defineInterface, integer, procedure } from "@respin/linker";

/** C-Threads within the kernel, for the programs of the spaces that it works for. SOSP'95, section 5.3, *integrated*. */
export const CThreads = defineInterface("CThreads", {
  /** Threads that have not ended. */
  Running: procedure([], integer),
});
