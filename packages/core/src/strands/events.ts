import { allow, deny, openToAll, type Authorizer, type Request } from "@respin/dispatcher";
import { RespinError } from "@respin/hardware";
import { defineEvents, type Client, type Dispatching, type Events } from "@respin/linker";
import { Holdings, kernelOnly } from "../extensions/holdings.js";
import { Strand as StrandInterface, type StrandT } from "../interfaces.js";
import type { Holders } from "./holder.js";
import type { Notices } from "./runnables.js";
import { Strand } from "./strand.js";

type Event = "Block" | "Unblock" | "Checkpoint" | "Resume";

/** What the four events are for: whether a raise of one by somebody else will change anything. */
export interface Transitions {
  readonly willBlock: (strand: Strand) => boolean;
  readonly willUnblock: (strand: Strand) => boolean;
}

/**
 * The Strand events (SOSP'95, Figure 4), and how they reach the schedulers that strands belong to.
 *
 * A handler of an extension's is installed on terms: it runs only for strands that the extension holds, only behind the kernel's
 * own procedure, which it so can neither hinder nor forestall, and for Block and Unblock only when the strand is really blocked
 * or unblocked by it. What it throws is contained, and is a fault of its extension.
 *
 * Invariant S6: a handler of an extension's runs for no strand that the extension does not hold.
 *   Kept by: the guard that is imposed. Attacked by: stacking.abuse.test.ts
 */
export class StrandEvents implements Notices {
  readonly events: Events<typeof StrandInterface>;
  readonly holders: Holders = new WeakMap();
  readonly #transitions: Transitions;
  /** The strand that the kernel itself raises an event for: nothing is to be done about it. */
  #told: StrandT | undefined;

  constructor(
    dispatching: Dispatching,
    implementation: Omit<Client<typeof StrandInterface>, "Checkpoint" | "Resume">,
    transitions: Transitions,
    revealed: (strand: StrandT, procedure: string) => Strand,
  ) {
    this.#transitions = transitions;
    const orTold =
      (act: (strand: StrandT) => void) =>
      (strand: StrandT): void => {
        if (this.#takeTold(strand)) return;
        act(strand);
      };
    const { dispatcher } = dispatching;
    const routed =
      (name: Event): Authorizer =>
      (request) =>
        this.#admit(request, name, () => dispatcher.intrinsic(this.events[name]));
    this.events = defineEvents(
      dispatching,
      StrandInterface,
      {
        ...implementation,
        Block: orTold(implementation.Block),
        Unblock: orTold(implementation.Unblock),
        Checkpoint: orTold((strand) => raisedByKernel(revealed(strand, "Strand.Checkpoint"), "Checkpoint")),
        Resume: orTold((strand) => raisedByKernel(revealed(strand, "Strand.Resume"), "Resume")),
      },
      {
        Block: routed("Block"),
        Unblock: routed("Unblock"),
        Checkpoint: routed("Checkpoint"),
        Resume: routed("Resume"),
        others: kernelOnly,
      },
      {
        Block: "others contained",
        Unblock: "others contained",
        Checkpoint: "others contained",
        Resume: "others contained",
      },
    );
  }

  blocked(strand: Strand): void {
    this.#tell("Block", strand);
  }

  unblocked(strand: Strand): void {
    this.#tell("Unblock", strand);
  }

  lost(strand: Strand): void {
    this.#tell("Checkpoint", strand);
  }

  got(strand: Strand): void {
    this.#tell("Resume", strand);
  }

  #tell(event: Event, { capability }: Strand): void {
    this.#told = capability;
    try {
      this.events[event].raise(capability);
    } catch {
      // Handlers' exceptions are contained. What is left is that they could not be run at all, within so many others.
    } finally {
      this.#told = undefined;
    }
  }

  /** Whether the raise is the kernel's own. What its handlers raise is not. */
  #takeTold(strand: StrandT): boolean {
    if (this.#told === undefined || this.#told !== strand) return false;
    this.#told = undefined;
    return true;
  }

  #admit(request: Request, name: Event, intrinsic: () => ReturnType<Dispatching["dispatcher"]["intrinsic"]>) {
    const { key, operation, requester } = request;
    if (!(key instanceof Holdings) || key.ofAll || operation !== "install") return openToAll(request);
    const holder = this.holders.get(requester);
    if (holder === undefined) return deny("it is no event that extensions handle without a link to Strand");
    const { willBlock, willUnblock } = this.#transitions;
    const concerns = (candidate: StrandT): boolean => {
      const strand = Strand.tryOf(candidate);
      if (strand === undefined || !holder.hearsOf(strand)) return false;
      if (this.#told === candidate) return true;
      if (name === "Block") return willBlock(strand);
      return name === "Unblock" && willUnblock(strand);
    };
    return allow({ guards: [concerns], order: { after: intrinsic() } });
  }
}

function raisedByKernel({ name }: Strand, event: Event): never {
  throw new RespinError(
    "RSP_STRAND",
    `Strand.${event}: only the kernel says who has the processor, of ${name} too; name it with Scheduling.Run`,
  );
}
