import { Dispatcher, StrandInterface as Strand, Trap, type Context, type StrandT, type SystemCall } from "@respin/core";
import { RespinError } from "@respin/hardware";
import { implement, type Waiting } from "@respin/linker";
import { OsfThreads } from "@respin/osf-threads";
import { osfThreadCalls } from "./calls.js";

/** Threads that a program may have. */
const threadsMax = 50_000;

/**
 * A strand that sleeps at a channel, or has said that it will.
 *
 * Invariant W3: from `assertWait` on, or else from `sleep` on, the next wakeup of the channel that is for it lets it go on, once.
 *   Kept by: `enqueue` and `dequeue`; `sleep` waits for nothing else. Attacked by: extension.test.ts
 */
interface Sleeper {
  readonly strand: StrandT;
  readonly channel: number;
  /** It is in the channel's queue. */
  isWaiting: boolean;
}

/** What one program has. */
interface Program {
  readonly threads: Set<StrandT>;
  /** Who sleeps, the longest first. A channel where nobody does has no queue. */
  readonly channels: Map<number, Set<Sleeper>>;
  /** Who has said that it will sleep, and does not yet. */
  readonly asserted: Map<StrandT, Sleeper>;
  created: number;
}

const programs = new Map<Context, Program>();
const counts = { running: 0, asleep: 0 };

export const extension = implement(OsfThreads, { Running: () => counts.running, Asleep: () => counts.asleep });

function refusal(what: string): RespinError {
  return new RespinError("RSP_THREAD_CALL", `osf-threads: ${what}`);
}

function numberOf(given: unknown): number {
  if (typeof given === "number" && Number.isSafeInteger(given)) return given;
  throw refusal("channels, addresses and arguments are whole numbers; give one");
}

function programOf(context: Context): Program {
  const known = programs.get(context);
  if (known !== undefined) return known;
  const program: Program = {
    threads: new Set<StrandT>(),
    channels: new Map<number, Set<Sleeper>>(),
    asserted: new Map<StrandT, Sleeper>(),
    created: 0,
  };
  programs.set(context, program);
  return program;
}

function create(program: Program, context: Context, start: unknown, argument: unknown): number {
  if (program.threads.size >= threadsMax) throw refusal(`a program has ${threadsMax} threads; let some end`);
  const strand = Strand.Create(context, numberOf(start), numberOf(argument));
  program.threads.add(strand);
  program.created++;
  counts.running++;
  Strand.Unblock(strand);
  return program.created;
}

/** The strand is in the queue of a channel from now on. */
function enqueue({ channels }: Program, channel: number, strand: StrandT): Sleeper {
  const sleeper: Sleeper = { strand, channel, isWaiting: true };
  const queue = channels.get(channel);
  if (queue !== undefined) queue.add(sleeper);
  else channels.set(channel, new Set([sleeper]));
  return sleeper;
}

function dequeue({ channels }: Program, sleeper: Sleeper): void {
  sleeper.isWaiting = false;
  const queue = channels.get(sleeper.channel);
  if (queue === undefined) return;
  queue.delete(sleeper);
  if (queue.size === 0) channels.delete(sleeper.channel);
}

/** What the strand has said about sleeping does not hold any longer. */
function retract(program: Program, strand: StrandT): void {
  const sleeper = program.asserted.get(strand);
  if (sleeper === undefined) return;
  program.asserted.delete(strand);
  dequeue(program, sleeper);
}

function assertWait(program: Program, given: unknown, self: StrandT): void {
  const channel = numberOf(given);
  retract(program, self);
  program.asserted.set(self, enqueue(program, channel, self));
}

function* sleep(program: Program, given: unknown, self: StrandT): Waiting {
  const channel = numberOf(given);
  const said = program.asserted.get(self);
  // One that was said for another channel was left: it sleeps here, and nobody wakes it there.
  if (said?.channel !== channel) retract(program, self);
  program.asserted.delete(self);
  const sleeper = said?.channel === channel ? said : enqueue(program, channel, self);
  counts.asleep++;
  while (sleeper.isWaiting) {
    Strand.Block(self);
    yield;
  }
  counts.asleep--;
}

/** Up to so many of those who sleep at a channel go on. */
function wakeup(program: Program, given: unknown, most: number): number {
  let woken = 0;
  for (const sleeper of program.channels.get(numberOf(given)) ?? []) {
    if (woken >= most) break;
    dequeue(program, sleeper);
    // Who has only said so runs: it meets what it was told when it comes to sleep.
    if (program.asserted.get(sleeper.strand) !== sleeper) Strand.Unblock(sleeper.strand);
    woken++;
  }
  return woken;
}

function exit(program: Program, self: StrandT): void {
  retract(program, self);
  // The program's first thread was not created: its end is the program's.
  if (program.threads.delete(self)) counts.running--;
}

function* onSystemCall({ context, number, parameters }: SystemCall): Waiting<unknown> {
  const program = programOf(context);
  const self = Strand.Current();
  if (number === osfThreadCalls.sleep) yield* sleep(program, parameters[0], self);
  else if (number === osfThreadCalls.wakeup) return wakeup(program, parameters[0], threadsMax);
  else if (number === osfThreadCalls.wakeupOne) return wakeup(program, parameters[0], 1);
  else if (number === osfThreadCalls.assertWait) assertWait(program, parameters[0], self);
  else if (number === osfThreadCalls.create) return create(program, context, parameters[0], parameters[1]);
  else if (number === osfThreadCalls.exit) exit(program, self);
  else throw refusal(`there is no system call ${number}; see osfThreadCalls`);
  return undefined;
}

Dispatcher.Install(Trap.SystemCall, onSystemCall, { order: "first", cancel: true });
