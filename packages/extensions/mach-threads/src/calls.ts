/** The system calls of Mach's kernel threads, by number. A thread is named by the number that `create` answers with; 0 is the program's first. */
export const machThreadCalls = {
  /** (start, argument): a thread that does not run yet. */
  create: 20,
  /** (thread): it runs. */
  resume: 21,
  /** (): wait until another thread wakes this one. A wake that came before counts. */
  block: 22,
  /** (thread) */
  wake: 23,
  /** (): the thread that calls has ended, but for what the program does after. */
  terminate: 24,
} as const;
