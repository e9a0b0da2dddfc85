import { Strand, type Context, type Extension, type Kernel, type StrandOffer, type StrandT } from "@respin/core";
import { builtExtension } from "@respin/core/testing";
import type { Waiting } from "@respin/linker";
import { Lottery } from "../interfaces.js";

const { objectFile, bootKernel } = builtExtension(new URL("../../dist/lottery-scheduler.rsp", import.meta.url));

/** What a test asks of a scheduler that it has loaded. */
export interface Scheduler {
  readonly extension: Extension;
  Seed(seed: number): void;
  Adopt(offer: StrandOffer, tickets: number): StrandT;
  Take(strand: StrandT, tickets: number): void;
  SetTickets(strand: StrandT, tickets: number): void;
  Release(strand: StrandT): StrandOffer;
  Wins(strand: StrandT): number;
  Offer(): StrandOffer;
}

/** A kernel with a space, whose application's strands are scheduled by whatever is loaded for it. */
export class World {
  readonly kernel: Kernel = bootKernel();
  readonly context: Context = this.kernel.translation.create();

  /** Cycles of a slice. */
  get slice(): number {
    return 10_000 * this.kernel.machine.profile.clockMhz;
  }

  load(contexts: readonly Context[] = [this.context]): Scheduler {
    const { extensions } = this.kernel;
    const extension = extensions.load(objectFile, { grant: { contexts } });
    return { extension, ...extensions.clientOf(extension, Lottery) };
  }

  /** A strand of the application, which has nothing to do yet. */
  strand(name: string): Strand {
    return new Strand(name, this.kernel.spaces.asnOf(this.context, "a test"));
  }

  /** Compute for about so many cycles. */
  *compute(cycles: number): Waiting {
    const { machine, strands } = this.kernel;
    const work = machine.costs.named("trap.enter");
    yield* strands.compute(work, Math.ceil(cycles / work.cycles));
  }

  runUntilEnded(all: readonly Strand[]): void {
    this.kernel.strands.runUntil(() => all.every(({ state }) => state === "idle"));
  }
}
