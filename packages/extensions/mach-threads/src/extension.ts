import { Dispatcher, StrandInterface as Strand, Trap, type Context, type StrandT, type SystemCall } from "@respin/core";
import { RespinError } from "@respin/hardware";
import { implement, type Waiting } from "@respin/linker";
import { MachThreads } from "@respin/mach-threads";
import { machThreadCalls } from "./calls.js";

/** Threads that a program may have. */
const threadsMax = 50_000;

/** A call that a thread has made, until it is answered. */
interface Request {
  readonly asked: SystemCall;
  isDone: boolean;
  result: unknown;
  error: unknown;
}

/** A thread: the strand that runs the program, and the kernel's strand that runs for it while it is in the kernel. */
interface Thread {
  readonly user: StrandT;
  kernel: StrandT | undefined;
  request: Request | undefined;
  isBlocked: boolean;
  /** A wake that came before the block that it belongs to. */
  isAwake: boolean;
  isOver: boolean;
}

/** What one program has. */
interface Program {
  readonly threads: Map<number, Thread>;
  readonly byStrand: Map<StrandT, Thread>;
  created: number;
}

const programs = new Map<Context, Program>();
const counts = { running: 0 };

export const extension = implement(MachThreads, { Running: () => counts.running });

function refusal(what: string): RespinError {
  return new RespinError("RSP_THREAD_CALL", `mach-threads: ${what}`);
}

function threadFor(program: Program, user: StrandT): Thread {
  const thread: Thread = {
    user,
    kernel: undefined,
    request: undefined,
    isBlocked: false,
    isAwake: false,
    isOver: false,
  };
  program.byStrand.set(user, thread);
  thread.kernel = Strand.Start("kernel thread", serve(program, thread));
  return thread;
}

/** The program that a call is of, with its first thread, number 0. */
function programOf(context: Context): Program {
  const known = programs.get(context);
  if (known !== undefined) return known;
  const program: Program = { threads: new Map<number, Thread>(), byStrand: new Map<StrandT, Thread>(), created: 0 };
  program.threads.set(0, threadFor(program, Strand.Current()));
  programs.set(context, program);
  return program;
}

function named({ threads }: Program, given: unknown): Thread {
  const thread = typeof given === "number" ? threads.get(given) : undefined;
  if (thread === undefined) throw refusal("there is no such thread; name one by what create answered");
  return thread;
}

/** The call is answered, and the thread goes on in its own space. */
function answer(thread: Thread): void {
  const request = thread.request;
  if (request === undefined) return;
  request.isDone = true;
  thread.request = undefined;
  Strand.Unblock(thread.user);
}

function create(program: Program, { context, parameters }: SystemCall): number {
  const start = parameters[0];
  const argument = parameters[1];
  if (typeof start !== "number" || typeof argument !== "number") {
    throw refusal("a thread starts at an address, with a number; give two numbers");
  }
  if (program.threads.size >= threadsMax) throw refusal(`a program has ${threadsMax} threads; let some end`);
  const thread = threadFor(program, Strand.Create(context, start, argument));
  program.created++;
  program.threads.set(program.created, thread);
  counts.running++;
  return program.created;
}

/** What a call asks for. The caller is answered before whom it wakes goes on. */
function perform(program: Program, thread: Thread, request: Request): void {
  const { number, parameters } = request.asked;
  if (number === machThreadCalls.block) {
    if (!thread.isAwake) {
      thread.isBlocked = true;
      return;
    }
    thread.isAwake = false;
  } else if (number === machThreadCalls.wake) {
    const other = named(program, parameters[0]);
    answer(thread);
    if (other.isBlocked) {
      other.isBlocked = false;
      answer(other);
    } else other.isAwake = true;
    return;
  } else if (number === machThreadCalls.resume) {
    const other = named(program, parameters[0]);
    answer(thread);
    Strand.Unblock(other.user);
    return;
  } else if (number === machThreadCalls.create) request.result = create(program, request.asked);
  else if (number === machThreadCalls.terminate) {
    thread.isOver = true;
    counts.running--;
  } else throw refusal(`there is no system call ${number}; see machThreadCalls`);
  answer(thread);
}

/** The kernel's strand of a thread: it does what the thread asks for, until the thread has ended. */
function* serve(program: Program, thread: Thread): Waiting {
  const self = Strand.Current();
  while (!thread.isOver) {
    const request = thread.request;
    if (request === undefined || thread.isBlocked) {
      Strand.Block(self);
      yield;
      continue;
    }
    try {
      perform(program, thread, request);
    } catch (error) {
      request.error = error;
      answer(thread);
    }
  }
  program.byStrand.delete(thread.user);
}

/** On entry the thread is set aside, and a strand of the kernel's runs for it (SOSP'95, section 4.2). */
function* onSystemCall(given: SystemCall): Waiting<unknown> {
  const program = programOf(given.context);
  const thread = program.byStrand.get(Strand.Current());
  if (thread === undefined || thread.kernel === undefined)
    throw refusal("the strand that calls is no thread; create it");
  const request: Request = { asked: given, isDone: false, result: undefined, error: undefined };
  thread.request = request;
  Strand.Unblock(thread.kernel);
  while (!request.isDone) {
    Strand.Block(thread.user);
    yield;
  }
  if (request.error !== undefined) throw request.error;
  return request.result;
}

Dispatcher.Install(Trap.SystemCall, onSystemCall, { order: "first", cancel: true });
