import { Dispatcher, Scheduling, StrandInterface as Strand, type StrandT } from "@respin/core";
import { RespinError } from "@respin/hardware";
import { functional, implement } from "@respin/linker";
import { Lottery } from "@respin/lottery-scheduler";
import { Drum } from "./drum.js";
import { Random, seedMax } from "./random.js";

/** Strands that it schedules, and tickets of one: all tickets together are fewer than the numbers that are drawn. */
const most = 10_000;
const ticketsMax = 10_000;

/**
 * A strand that takes part.
 *
 * Invariant W2: a strand's tickets are in the drum exactly while it can run on the processor, so that each draw names one that runs.
 *   Kept by: `isToPlay`, which hears each change from the kernel, and `put`, the only place where tickets go in and out.
 *   Attacked by: blocking.properties.test.ts
 */
interface Player {
  readonly strand: StrandT;
  readonly slot: number;
  tickets: number;
  /** Its tickets are in the drum: it can run, as far as was told. */
  isIn: boolean;
  wins: number;
}

const processor = Scheduling.Processor("lottery");
const players = new Map<StrandT, Player>();
const bySlot: (Player | undefined)[] = [];
/** Slots that were left. */
const free: number[] = [];
const drum = new Drum();
const drawing = { random: new Random(1) };
/** When there are so many players, it is looked who is gone. */
const sweeping = { at: 64 };

function refusal(what: string): RespinError {
  return new RespinError("RSP_LOTTERY_NUMBER", `lottery-scheduler: ${what}`);
}

function checkTickets(tickets: number): void {
  if (Number.isSafeInteger(tickets) && tickets >= 1 && tickets <= ticketsMax) return;
  throw refusal(`a strand has 1 to ${ticketsMax} tickets, not ${tickets}; give it so many`);
}

function playerOf(strand: StrandT): Player {
  const player = players.get(strand);
  if (player !== undefined) return player;
  throw new RespinError(
    "RSP_LOTTERY_STRAND",
    "lottery-scheduler: it has no such strand; have it adopt or take it first",
  );
}

function take(strand: StrandT, tickets: number): void {
  const known = players.get(strand);
  const player = known ?? enter(strand);
  const before = player.tickets;
  give(player, tickets);
  try {
    // One that can run is told of within this.
    Scheduling.Stack(strand, processor);
  } catch (error) {
    if (known === undefined) leave(player);
    else give(player, before);
    throw error;
  }
}

function enter(strand: StrandT): Player {
  if (players.size >= sweeping.at) {
    sweep();
    sweeping.at = Math.min(most, Math.max(64, players.size * 2));
  }
  if (players.size >= most) {
    throw new RespinError(
      "RSP_LOTTERY_STRAND",
      `lottery-scheduler: it has ${most} strands, as many as it may; release some`,
    );
  }
  const slot = free.pop() ?? bySlot.length;
  const player: Player = { strand, slot, tickets: 0, isIn: false, wins: 0 };
  players.set(strand, player);
  bySlot[slot] = player;
  return player;
}

function leave(player: Player): void {
  put(player, false);
  players.delete(player.strand);
  bySlot[player.slot] = undefined;
  free.push(player.slot);
}

/** Those that have ended leave. Nobody tells that of a strand, which might only have blocked. */
function sweep(): void {
  for (const player of players.values()) if (!player.isIn) canRun(player);
}

function give(player: Player, tickets: number): void {
  player.tickets = tickets;
  put(player, player.isIn);
}

function put(player: Player, isIn: boolean): void {
  player.isIn = isIn;
  drum.put(player.slot, isIn ? player.tickets : 0);
}

/** Whether it can run, and is named; one that is on the processor no more leaves. */
function canRun(player: Player): boolean {
  try {
    return Scheduling.Run(processor, player.strand);
  } catch {
    leave(player);
    return false;
  }
}

/** Draw, until whoever wins can run. Each that cannot is out, so that it ends. */
function draw(): void {
  while (drum.total > 0) {
    const player = bySlot[drum.slotOf(drawing.random.below(drum.total))];
    if (player === undefined) return;
    if (canRun(player)) {
      player.wins++;
      return;
    }
    if (player.isIn) put(player, false);
  }
}

export const extension = implement(Lottery, {
  Seed: (seed) => {
    if (!Number.isSafeInteger(seed) || seed < 1 || seed > seedMax) {
      throw refusal(`a seed is from 1 to ${seedMax}, not ${seed}; give one`);
    }
    drawing.random = new Random(seed);
  },
  Adopt: (offer, tickets) => {
    checkTickets(tickets);
    const strand = Scheduling.Adopt(offer);
    take(strand, tickets);
    return strand;
  },
  Take: (strand, tickets) => {
    checkTickets(tickets);
    take(strand, tickets);
  },
  SetTickets: (strand, tickets) => {
    checkTickets(tickets);
    give(playerOf(strand), tickets);
  },
  Release: (strand) => {
    const player = playerOf(strand);
    Scheduling.Unstack(strand);
    leave(player);
    return Scheduling.Offer(strand);
  },
  Wins: (strand) => playerOf(strand).wins,
  Offer: () => Scheduling.Offer(processor),
});

const isProcessor = functional((strand: StrandT) => strand === processor);
const isPlayer = functional((strand: StrandT) => players.has(strand));

function isToPlay(strand: StrandT, isIn: boolean): void {
  const player = players.get(strand);
  if (player !== undefined) put(player, isIn);
}

Dispatcher.Install(Strand.Unblock, (strand) => isToPlay(strand, true), { guards: [isPlayer] });
Dispatcher.Install(Strand.Block, (strand) => isToPlay(strand, false), { guards: [isPlayer] });
Dispatcher.Install(Strand.Resume, () => draw(), { guards: [isProcessor] });
