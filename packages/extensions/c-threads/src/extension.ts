import { CThreads } from "@respin/c-threads";
import { Dispatcher, StrandInterface as Strand, Trap, type Context, type StrandT, type SystemCall } from "@respin/core";
import { RespinError } from "@respin/hardware";
import { implement, type Waiting } from "@respin/linker";
import { cThreadCalls } from "./calls.js";

/** Threads, mutexes and conditions that a program may have. */
const most = 200_000;

/** A strand that waits in a queue, until it is taken out of it. */
interface Waiter {
  readonly strand: StrandT;
  isWaiting: boolean;
}

interface Thread {
  isDone: boolean;
  readonly joining: Waiter[];
}

interface Mutex {
  owner: StrandT | undefined;
  readonly waiting: Waiter[];
}

/** What one program has. */
interface Program {
  readonly threads: Map<number, Thread>;
  readonly byStrand: Map<StrandT, Thread>;
  readonly mutexes: Map<number, Mutex>;
  readonly conditions: Map<number, Waiter[]>;
  forked: number;
}

const programs = new Map<Context, Program>();
const counts = { running: 0 };

export const extension = implement(CThreads, { Running: () => counts.running });

function programOf(context: Context): Program {
  const known = programs.get(context);
  if (known !== undefined) return known;
  const program: Program = {
    threads: new Map<number, Thread>(),
    byStrand: new Map<StrandT, Thread>(),
    mutexes: new Map<number, Mutex>(),
    conditions: new Map<number, Waiter[]>(),
    forked: 0,
  };
  programs.set(context, program);
  return program;
}

function refusal(what: string): RespinError {
  return new RespinError("RSP_THREAD_CALL", `c-threads: ${what}`);
}

function numberOf(given: unknown): number {
  if (typeof given === "number" && Number.isSafeInteger(given)) return given;
  throw refusal("threads, mutexes and conditions are named by whole numbers; give one");
}

function mutexOf({ mutexes }: Program, given: unknown): Mutex {
  const number = numberOf(given);
  const known = mutexes.get(number);
  if (known !== undefined) return known;
  if (mutexes.size >= most) throw refusal(`a program has ${most} mutexes; use one of them`);
  const mutex: Mutex = { owner: undefined, waiting: [] };
  mutexes.set(number, mutex);
  return mutex;
}

function conditionOf({ conditions }: Program, given: unknown): Waiter[] {
  const number = numberOf(given);
  const known = conditions.get(number);
  if (known !== undefined) return known;
  if (conditions.size >= most) throw refusal(`a program has ${most} conditions; use one of them`);
  const waiting: Waiter[] = [];
  conditions.set(number, waiting);
  return waiting;
}

/** The strand that runs waits until it is taken out of the queue. */
function* waitIn(queue: Waiter[], strand: StrandT): Waiting {
  const waiter: Waiter = { strand, isWaiting: true };
  queue.push(waiter);
  while (waiter.isWaiting) {
    Strand.Block(strand);
    yield;
  }
}

/** Who has waited longest in the queue goes on. */
function wakeOne(queue: Waiter[]): StrandT | undefined {
  const first = queue.shift();
  if (first === undefined) return undefined;
  first.isWaiting = false;
  Strand.Unblock(first.strand);
  return first.strand;
}

function* lock(mutex: Mutex, self: StrandT): Waiting {
  if (mutex.owner === undefined) mutex.owner = self;
  // It is handed over by who unlocks: nobody else takes it meanwhile.
  else yield* waitIn(mutex.waiting, self);
}

function unlock(mutex: Mutex, self: StrandT): void {
  if (mutex.owner !== self) throw refusal("a mutex is unlocked by the thread that has it; lock it first");
  mutex.owner = wakeOne(mutex.waiting);
}

function fork(program: Program, context: Context, start: unknown, argument: unknown): number {
  if (program.threads.size >= most) throw refusal(`a program has ${most} threads; join some`);
  const strand = Strand.Create(context, numberOf(start), numberOf(argument));
  const thread: Thread = { isDone: false, joining: [] };
  program.forked++;
  program.threads.set(program.forked, thread);
  program.byStrand.set(strand, thread);
  counts.running++;
  Strand.Unblock(strand);
  return program.forked;
}

function* join(program: Program, given: unknown, self: StrandT): Waiting {
  const number = numberOf(given);
  const thread = program.threads.get(number);
  if (thread === undefined) throw refusal("there is no such thread, or it was joined; join one once");
  if (!thread.isDone) yield* waitIn(thread.joining, self);
  program.threads.delete(number);
}

function exit(program: Program, self: StrandT): void {
  const thread = program.byStrand.get(self);
  // The program's first thread is nobody's: its end is the program's.
  if (thread === undefined || thread.isDone) return;
  program.byStrand.delete(self);
  thread.isDone = true;
  counts.running--;
  for (const waiter of thread.joining) {
    waiter.isWaiting = false;
    Strand.Unblock(waiter.strand);
  }
}

function* onSystemCall({ context, number, parameters }: SystemCall): Waiting<unknown> {
  const program = programOf(context);
  const self = Strand.Current();
  if (number === cThreadCalls.signal) wakeOne(conditionOf(program, parameters[0]));
  else if (number === cThreadCalls.wait) {
    const mutex = mutexOf(program, parameters[1]);
    unlock(mutex, self);
    yield* waitIn(conditionOf(program, parameters[0]), self);
    yield* lock(mutex, self);
  } else if (number === cThreadCalls.lock) yield* lock(mutexOf(program, parameters[0]), self);
  else if (number === cThreadCalls.unlock) unlock(mutexOf(program, parameters[0]), self);
  else if (number === cThreadCalls.fork) return fork(program, context, parameters[0], parameters[1]);
  else if (number === cThreadCalls.join) yield* join(program, parameters[0], self);
  else if (number === cThreadCalls.exit) exit(program, self);
  else throw refusal(`there is no system call ${number}; see cThreadCalls`);
  return undefined;
}

Dispatcher.Install(Trap.SystemCall, onSystemCall, { order: "first", cancel: true });
