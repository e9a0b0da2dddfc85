import type { Waiting } from "@respin/linker";

/** What a thread does. */
export type Body = () => Waiting;

/** A lock that one thread has at a time. */
export interface Mutex {
  lock(): Waiting;
  unlock(): Waiting;
}

/** What threads wait for, with a mutex that is theirs before and after, and not meanwhile. */
export interface Condition {
  wait(mutex: Mutex): Waiting;
  /** One thread that waits goes on, if there is one. */
  signal(): Waiting;
}

/**
 * A thread package, as a program sees it: C-Threads, P-Threads, or the threads of a kernel. The same program runs on all of
 * them (SOSP'95, section 5.3).
 */
export interface ThreadPackage<Thread> {
  fork(body: Body): Waiting<Thread>;
  /** Wait until the thread has ended. */
  join(thread: Thread): Waiting;
  mutex(): Mutex;
  condition(): Condition;
}
