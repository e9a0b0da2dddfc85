import { defineInterface, integer, procedure } from "@respin/linker";

/** Cross-address-space calls. SOSP'95, section 5.2: an extension of system calls and in-kernel calls. */
export const Ipc = defineInterface("Ipc", {
  /** Calls at a port that nobody has received yet. */
  Waiting: procedure([integer], integer),
});
