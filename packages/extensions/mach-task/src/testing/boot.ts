import { readFileSync } from "node:fs";
import { Kernel, sameKernelCosts, Store } from "@respin/core";
import { alphaAxp3000400, Machine, Platter, type MachineProfile } from "@respin/hardware";
import { inspectObjectFile, TrustedKeys } from "@respin/linker";

/** The object file, as `pnpm build` makes it. */
export const objectFile = readFileSync(new URL("../../dist/mach-task.rsp", import.meta.url));

/** Small pages, of which many are moved in little time. */
const profile: MachineProfile = {
  ...alphaAxp3000400,
  frameBytes: 2048,
  mmu: { tlbEntries: 8 },
  disk: { ...alphaAxp3000400.disk, cylinders: 4 },
};
export const pageWords = profile.frameBytes / 4;

/** A kernel on a machine with some frames of memory, which links what this repository's compiler has signed. */
export function bootKernel(frames: number): Kernel {
  const platter = Platter.for(profile.disk);
  Store.format(platter, profile.frameBytes, []);
  const trusted = new TrustedKeys([inspectObjectFile(objectFile).claimedSigner]);
  return new Kernel(new Machine(profile, { frames, platter, systemCosts: sameKernelCosts(1) }), { trusted });
}
