/** The system calls of C-Threads, by number. Threads, mutexes and conditions are named by whole numbers: the last two as the program likes. */
export const cThreadCalls = {
  /** (start, argument): a thread that runs the program from an address on, given a number. Answers with its number. */
  fork: 10,
  /** (thread): wait until it has ended. */
  join: 11,
  /** (): the thread that calls has ended, but for what the program does after. */
  exit: 12,
  /** (mutex) */
  lock: 13,
  unlock: 14,
  /** (condition, mutex): release the mutex, wait for a signal, and have the mutex again. */
  wait: 15,
  /** (condition): one thread that waits goes on. */
  signal: 16,
} as const;
