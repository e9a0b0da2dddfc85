import { inOneLine } from "@respin/dispatcher";
import { RespinError } from "@respin/hardware";
import type { Client, Holding, Waiting } from "@respin/linker";
import type { Context, Page, PhysAddr, Strand as StrandInterface } from "../interfaces.js";
import type { PhysicalStorage } from "../phys-addr.js";
import type { Strands } from "../strand.js";
import type { Holder } from "../strands/holder.js";
import type { Inside } from "./inside.js";
import { createFor } from "./own-scheduling.js";

/** Pins of one page by one extension: as many are taken back at its end. */
const pinsMax = 10_000;
/** Letters of a strand's name. */
const nameMax = 64;

/** The Strand procedures that have to know whom they work for. */
export function strandFor(
  inside: Inside,
  strands: Strands,
  own: {
    readonly holder: Holder;
    readonly mayUse: (context: Context) => boolean;
    readonly failed: (inside: Inside, where: string, error: unknown) => void;
  },
): Partial<Client<typeof StrandInterface>> {
  const { account, name: extension } = inside.importer;
  const { holder, mayUse, failed } = own;
  return {
    Create: createFor(holder, strands, { account, mayUse }),
    Start: (name, work) => {
      account.check("strands");
      const label = `${extension}: ${typeof name === "string" ? inOneLine(name, nameMax) : "a strand"}`;
      const held: { holding?: Holding } = {};
      const strand = strands.startKernel(
        label,
        (function* (): Waiting {
          try {
            yield* inside.during(work);
          } catch (error) {
            if (!account.closed) failed(inside, label, error);
          } finally {
            held.holding?.drop();
            inside.ended();
          }
        })(),
      );
      held.holding = account.acquire("strands", () => strands.wake(strand));
      holder.make(strand);
      inside.begun();
      return strand.capability;
    },
  };
}

/** The PhysAddr procedures that have to know whom they work for: what an extension pins is unpinned at its end. */
export function physAddrFor(inside: Inside, storage: PhysicalStorage): Partial<Client<typeof PhysAddr>> {
  const { importer } = inside;
  const pins = new Map<Page, number>();
  importer.account.add("pins", {
    count: () => [...pins.values()].reduce((sum, each) => sum + each, 0),
    release: () => {
      for (const [page, times] of pins) for (let n = 0; n < times; n++) storage.unpinIfHeld(page);
      pins.clear();
    },
  });
  return {
    Allocate: (client) => inside.inKernel(storage.events.Allocate.raise(client)),
    Pin: (page) => {
      const times = pins.get(page) ?? 0;
      if (times >= pinsMax) {
        throw new RespinError(
          "RSP_LIMIT",
          `PhysAddr.Pin: ${importer.name} has pinned that page ${times} times of ${pinsMax} that it may; unpin it`,
        );
      }
      storage.events.Pin.raise(page);
      pins.set(page, times + 1);
    },
    Unpin: (page) => {
      const times = pins.get(page) ?? 0;
      if (times === 0) {
        throw new RespinError(
          "RSP_UNPINNED",
          `PhysAddr.Unpin: ${importer.name} has not pinned that page; pin it first`,
        );
      }
      storage.events.Unpin.raise(page);
      if (times === 1) pins.delete(page);
      else pins.set(page, times - 1);
    },
  };
}
