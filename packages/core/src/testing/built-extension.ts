import { readFileSync } from "node:fs";
import { alphaAxp3000400, Machine, Platter, type MachineProfile } from "@respin/hardware";
import { inspectObjectFile, TrustedKeys } from "@respin/linker";
import { Kernel, sameKernelCosts, Store, type FileDeclaration } from "../index.js";

/** An extension as `pnpm build` left it, and kernels to load it into. */
export interface BuiltExtension {
  readonly objectFile: Uint8Array;
  /** A kernel on a machine with so many frames of memory and these files, which links what the extension's compiler has signed. */
  readonly bootKernel: (frames?: number, files?: readonly FileDeclaration[]) => Kernel;
}

/** What the test of an extension begins with: its object file, and kernels that trust the compiler that signed it. */
export function builtExtension(file: URL, machine: MachineProfile = alphaAxp3000400): BuiltExtension {
  const objectFile = readFileSync(file);
  const { claimedSigner } = inspectObjectFile(objectFile);
  const bootKernel = (frames = 16, files: readonly FileDeclaration[] = []): Kernel => {
    const platter = Platter.for(machine.disk);
    Store.format(platter, machine.frameBytes, files);
    const trusted = new TrustedKeys([claimedSigner]);
    return new Kernel(new Machine(machine, { frames, platter, systemCosts: sameKernelCosts(1) }), { trusted });
  };
  return { objectFile, bootKernel };
}

/** A machine of small pages, many of which are copied or moved in little time. */
export const smallPages: MachineProfile = {
  ...alphaAxp3000400,
  frameBytes: 2048,
  mmu: { tlbEntries: 8 },
  disk: { ...alphaAxp3000400.disk, cylinders: 4 },
};
