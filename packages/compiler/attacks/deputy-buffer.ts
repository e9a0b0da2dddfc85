/**
 * Looks at the memory around an array of words that the kernel filled.
 *
 * Family: confused deputies
 * Stopped by: RSP_SAFE_MEMBER
 * Otherwise: capability | no memory around it | no where it begins
 */
import { type Context, type MemoryClient, PhysAddr, type Region, StrandInterface as Strand } from "@respin/core";
import { implement, type Waiting } from "@respin/linker";
import { Tenant } from "@attacks/interfaces";
import { attempt } from "./witness.js";

function* work(client: MemoryClient): Waiting {
  const page = yield* PhysAddr.Allocate(client);
  const words = new Int32Array(4);
  PhysAddr.Read(page, 0, words);
  attempt("memory around it", () => new Uint8Array(words.buffer).length > 16);
  attempt("where it begins", () => words.byteOffset > 0);
}

export const tenant = implement(Tenant, {
  Move: (client: MemoryClient, _context: Context, _region: Region) => void Strand.Start("buffer", work(client)),
});
