/**
 * Hands the kernel arrays that are not what they seem, so that it copies too much, or hands its own memory out.
 *
 * Family: confused deputies
 * Stopped by: RSP_SAFE_CAST
 * Otherwise: capability | RSP_PAGE_WORDS | no words with a set of their own | TypeError
 */
import { type Context, type MemoryClient, type Page, PhysAddr, type Region, StrandInterface as Strand } from "@respin/core";
import { implement, type Waiting } from "@respin/linker";
import { Tenant } from "@attacks/interfaces";
import { attempt, loot } from "./witness.js";

function* work(client: MemoryClient): Waiting {
  const page: Page = yield* PhysAddr.Allocate(client);
  const words = (odd: unknown): Int32Array => odd as Int32Array;
  attempt("a record that says it is long", () => {
    PhysAddr.Read(page, 0, words({ length: 8, set: () => loot("all of memory"), buffer: 5 }));
    return true;
  });
  attempt("words with a set of their own", () => {
    const odd = new Int32Array(4) as unknown as { set: unknown };
    odd.set = (from: { buffer: unknown }) => {
      if (from.buffer !== undefined) loot("the kernel's memory");
    };
    PhysAddr.Read(page, 0, words(odd));
    return false;
  });
  attempt("words of another width", () => {
    PhysAddr.Read(page, 0, words(new Uint8Array(16)));
    return true;
  });
  attempt("words with another length", () => {
    const odd = new Int32Array(4) as unknown as { length: number };
    odd.length = 1_000_000;
    PhysAddr.Write(page, 0, words(odd));
    return false;
  });
  attempt("words past the page", () => {
    PhysAddr.Write(page, 0, new Int32Array(1_000_000));
    return true;
  });
  attempt("words before the page", () => {
    PhysAddr.Read(page, -1, new Int32Array(1));
    return true;
  });
  attempt("words at a fraction", () => {
    PhysAddr.Read(page, 0.5, new Int32Array(1));
    return true;
  });
  attempt("words at no number", () => {
    PhysAddr.Read(page, { valueOf: () => 0 } as unknown as number, new Int32Array(1));
    return true;
  });
}

export const tenant = implement(Tenant, {
  Move: (client: MemoryClient, _context: Context, _region: Region) => void Strand.Start("words", work(client)),
});
