import { defineInterface, integer, nothing, operation } from "@respin/linker";

/** Programs of threads within the kernel. SOSP'95, Table 3. */
export const KernelThreads = defineInterface("KernelThreads", {
  /** Create a thread, schedule it, let it end, and learn of its end; so many times. */
  ForkJoin: operation([integer], nothing),
  /** Two threads signal each other and wait; so many rounds. */
  PingPong: operation([integer], nothing),
});
