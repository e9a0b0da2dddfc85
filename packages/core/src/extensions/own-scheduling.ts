import { inOneLine } from "@respin/dispatcher";
import { RespinError } from "@respin/hardware";
import { defineCapabilities, type Account, type Client } from "@respin/linker";
import type { Context, Scheduling, Strand as StrandInterface, StrandOffer, StrandT } from "../interfaces.js";
import { priorityMin, usualPriority } from "../strands/scheduler.js";
import type { Holder } from "../strands/holder.js";
import type { Strand, Strands } from "../strand.js";

/** Letters of a name. */
const nameMax = 64;
/** Processors of its own that one extension has at a time. */
const processorsMax = 64;

/** Who offers a strand to whom it likes. */
interface Offer {
  readonly strand: Strand;
  readonly by: Holder;
}

const offers = defineCapabilities<Offer, "Scheduling.Offer">("Scheduling.Offer", "get one with Scheduling.Offer");

/** Strand.Create for one extension: in the spaces that it may use, and counted with the strands that it starts. */
export function createFor(
  holder: Holder,
  strands: Strands,
  within: { readonly account: Account; readonly mayUse: (context: Context) => boolean },
): Client<typeof StrandInterface>["Create"] {
  const { account, mayUse } = within;
  return (context, start, argument) => {
    account.check("strands");
    // First: what is no context is no question of rights.
    strands.spaces.asnOf(context, "Strand.Create");
    if (!mayUse(context)) {
      throw new RespinError(
        "RSP_STRAND_HELD",
        `Strand.Create: ${holder.name} was not granted that space, and did not make it; create strands in its own`,
      );
    }
    const strand = strands.programs.create(context, start, argument);
    // What takes its place has its strands: they end with the holder, not with the account.
    const holding = account.acquire("strands", () => {});
    holder.use();
    holder.make(strand);
    strands.whenEnded(strand, () => holding.drop());
    return strand.capability;
  };
}

/** The Scheduling interface for one extension. */
export function schedulingFor(holder: Holder, strands: Strands): Client<typeof Scheduling> {
  const { stacking } = strands;
  const held = (strand: StrandT, procedure: string): Strand => {
    const own = strands.own(strand, procedure);
    if (holder.holds(own)) return own;
    throw notHeld(procedure, own, holder);
  };
  const processor = (strand: StrandT, procedure: string): Strand => {
    const own = strands.own(strand, procedure);
    if (holder.processors.has(own)) return own;
    throw notHeld(procedure, own, holder);
  };
  return {
    Processor: (name) => {
      if (holder.processors.size >= processorsMax) {
        throw new RespinError(
          "RSP_LIMIT",
          `${holder.name} has ${processorsMax} processors of ${processorsMax} that it may; stack more strands on one`,
        );
      }
      holder.use();
      const label = typeof name === "string" ? inOneLine(name, nameMax) : "a processor";
      const made = stacking.processor(`${holder.name}: ${label}`, strands);
      holder.make(made);
      holder.processors.add(made);
      return made.capability;
    },
    Stack: (child, on) => stacking.stack(held(child, "Scheduling.Stack"), processor(on, "Scheduling.Stack")),
    Unstack: (child) => stacking.unstack(held(child, "Scheduling.Unstack")),
    Run: (on, child) => stacking.run(processor(on, "Scheduling.Run"), strands.own(child, "Scheduling.Run")),
    Offer: (strand): StrandOffer => offers.mint({ strand: held(strand, "Scheduling.Offer"), by: holder }),
    Adopt: (offer) => {
      const { strand, by } = offers.reveal(offer, "Scheduling.Adopt");
      strands.own(strand.capability, "Scheduling.Adopt");
      offers.revoke(offer);
      holder.use();
      if (!by.holds(strand)) throw notHeld("Scheduling.Adopt", strand, by);
      stacking.unstack(strand);
      holder.adopt(strand);
      return strand.capability;
    },
    Prioritize: (strand, priority) => {
      const own = held(strand, "Scheduling.Prioritize");
      if (!Number.isSafeInteger(priority) || priority < priorityMin || priority > usualPriority) {
        throw new RespinError(
          "RSP_STRAND_PRIORITY",
          `Scheduling.Prioritize: ${holder.name} may give a whole number from ${priorityMin} to ${usualPriority}, not ${String(priority)}`,
        );
      }
      strands.prioritize(own, priority);
    },
  };
}

function notHeld(procedure: string, strand: Strand, { name }: Holder): RespinError {
  return new RespinError(
    "RSP_STRAND_HELD",
    `${procedure}: ${strand.name} is not held by ${name}; hold it by making it or by Scheduling.Adopt`,
  );
}
