import type { CostDeclarations } from "@respin/hardware";

/** What the core services spend beside the hardware's costs: a system's profile declares each. */
export const kernelCostNames = [
  "reclaim.step",
  "strand.create",
  "strand.program",
  "strand.switch",
  "strand.checkpoint",
  "strand.resume",
  "translation.map",
  "translation.unmap",
  "translation.protect",
  "translation.protect-page",
  "translation.examine",
] as const;

/** The same number of cycles for each of them: for a kernel that is tried on its own, outside of any system. */
export function sameKernelCosts(cycles: number): CostDeclarations {
  const source = "the same for all that a kernel does; no system's";
  return Object.fromEntries(
    kernelCostNames.map((name) => [name, { cycles, unit: "step", group: "memory", origin: "assumed", source }]),
  );
}
