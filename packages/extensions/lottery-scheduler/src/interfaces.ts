import { capability, defineInterface, integer, nothing, procedure } from "@respin/linker";

const strand = capability("Strand.T");
const offer = capability("Scheduling.Offer");

/**
 * A scheduler by lottery, on a processor of its own (Waldspurger and Weihl, OSDI 1994): at each turn a ticket is drawn among those of
 * the strands that are ready, and whose it is runs. So each has the part of the processor that it has of the tickets.
 *
 * Tickets are whole numbers from 1 to 10,000. Throws RSP_LOTTERY_NUMBER for others, and RSP_LOTTERY_STRAND for strands that it
 * does not schedule, and beyond 10,000 of them.
 */
export const Lottery = defineInterface("Lottery", {
  /** What is drawn from now on follows from this number, from 1 to 2,147,483,646. It is 1 unless said. Throws RSP_LOTTERY_NUMBER. */
  Seed: procedure([integer], nothing),
  /** Schedule a strand that is offered, with so many tickets. Throws as Scheduling.Adopt does. */
  Adopt: procedure([offer, integer], strand),
  /** Schedule a strand of a space that the extension works for. One that it has gets the tickets. Throws as Scheduling.Stack does. */
  Take: procedure([strand, integer], nothing),
  SetTickets: procedure([strand, integer], nothing),
  /** The strand is the global scheduler's again. Who is given the offer may adopt it. */
  Release: procedure([strand], offer),
  /** The turns that a strand has won. */
  Wins: procedure([strand], integer),
  /** The processor itself, for another scheduler: to that one all its strands are one. A lottery of lotteries has the paper's currencies. */
  Offer: procedure([], offer),
});
