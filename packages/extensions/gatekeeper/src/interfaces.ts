import { defineInterface, nothing, procedure } from "@respin/linker";

/** Who raises the alarm. SOSP'95, Figure 1. */
export const Gatekeeper = defineInterface("Gatekeeper", {
  IntruderAlert: procedure([], nothing),
});
