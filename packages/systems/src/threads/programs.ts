import type { Waiting } from "@respin/linker";
import type { Condition, ThreadPackage } from "./package.js";

/** SOSP'95, Table 3, Fork-Join: create a thread, schedule it, let it end, and learn of its end; so many times. */
export function* forkJoin<Thread>(threads: ThreadPackage<Thread>, times: number): Waiting {
  for (let n = 0; n < times; n++) yield* threads.join(yield* threads.fork(nothing));
}

function* nothing(): Waiting {}

/**
 * SOSP'95, Table 3, Ping-Pong: two threads synchronize. The first signals the second and blocks, then the second signals the
 * first and blocks; so many rounds. `atRound` is told of each by the first thread.
 */
export function* pingPong<Thread>(
  threads: ThreadPackage<Thread>,
  rounds: number,
  atRound: (round: number) => void,
): Waiting {
  const mutex = threads.mutex();
  const turns: readonly [Condition, Condition] = [threads.condition(), threads.condition()];
  let turn = 0;
  const play = function* (me: 0 | 1): Waiting {
    const other = me === 0 ? 1 : 0;
    yield* mutex.lock();
    for (let round = 0; round < rounds; round++) {
      while (turn !== me) yield* turns[me].wait(mutex);
      if (me === 0) atRound(round);
      turn = other;
      yield* turns[other].signal();
    }
    yield* mutex.unlock();
  };
  const second = yield* threads.fork(() => play(1));
  yield* play(0);
  yield* threads.join(second);
}
