import { RespinError, type Protection } from "@respin/hardware";
import type { Waiting } from "@respin/linker";
import { fixedCall } from "../calls/system-call.js";
import type { Workbench } from "../workbench/workbench.js";
import { pageOf, type MappedRegion } from "./program.js";

/**
 * The system call of a fixed kernel by which a process changes what pages of its own allow, from that of an address on.
 * Throws RSP_REGION for addresses that are not all in one of its regions, and RSP_PROTECTION.
 */
export function mprotect(
  workbench: Workbench,
  regions: readonly MappedRegion[],
  { address, pages, protection }: { readonly address: number; readonly pages: number; readonly protection: Protection },
): Waiting {
  const { mmu } = workbench.kernel.machine;
  return fixedCall(workbench, function* () {
    for (const memory of regions) {
      const first = pageOf(memory, address, mmu.pageWords);
      if (first === undefined) continue;
      workbench.kernel.translation.protect(memory.region, first, pages, protection);
      return;
    }
    throw new RespinError(
      "RSP_REGION",
      `mprotect: word ${address} is in no region of the process; give one of its own`,
    );
  });
}
