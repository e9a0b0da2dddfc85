/** The system calls of DEC OSF/1's kernel threads, by number. Channels are whole numbers, as the program likes: the address of what is waited for. */
export const osfThreadCalls = {
  /** (start, argument): a thread that runs the program from an address on, given a number. Answers with its number. */
  create: 30,
  /** (channel): wait until the channel is woken up. A wakeup that came before is not for this one, but for what `assertWait` says. */
  sleep: 31,
  /** (channel): all who sleep there go on. Answers with how many. */
  wakeup: 32,
  /** (channel): who has slept there longest goes on. Answers with how many: 1 or 0. */
  wakeupOne: 33,
  /** (): the thread that calls has ended, but for what the program does after. */
  exit: 34,
  /**
   * (channel): a wakeup counts from now on, as if this thread slept there already. Its next `sleep`, which is to be there, waits for
   * that one. So a program that looks in between whether it has to sleep loses no wakeup.
   */
  assertWait: 35,
} as const;
