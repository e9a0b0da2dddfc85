import { readFileSync } from "node:fs";
import { Kernel, sameKernelCosts, Store } from "@respin/core";
import { alphaAxp3000400 as profile, Machine, Platter } from "@respin/hardware";
import { inspectObjectFile, TrustedKeys } from "@respin/linker";

/** The object file, as `pnpm build` makes it. */
export const objectFile = readFileSync(new URL("../../dist/osf-threads.rsp", import.meta.url));

/** A kernel on a machine with some frames of memory, which links what this repository's compiler has signed. */
export function bootKernel(frames = 16): Kernel {
  const platter = Platter.for(profile.disk);
  Store.format(platter, profile.frameBytes, []);
  const trusted = new TrustedKeys([inspectObjectFile(objectFile).claimedSigner]);
  return new Kernel(new Machine(profile, { frames, platter, systemCosts: sameKernelCosts(1) }), { trusted });
}
