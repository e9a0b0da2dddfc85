import { StrandInterface as Strand, Sync, type ConditionT } from "@respin/core";
import { KernelThreads } from "@respin/kernel-threads";
import { implement, type Waiting } from "@respin/linker";

// One lock, and what it guards: who has ended, and whose turn it is.
const mutex = Sync.NewMutex();
const hasEnded = Sync.NewCondition();

interface Thread {
  isDone: boolean;
}

/** A thread of the kernel, whose end is told. */
function fork(body: Waiting): Thread {
  const thread: Thread = { isDone: false };
  Strand.Start("thread", run(thread, body));
  return thread;
}

function* run(thread: Thread, body: Waiting): Waiting {
  yield* body;
  yield* Sync.Lock(mutex);
  thread.isDone = true;
  Sync.Broadcast(hasEnded);
  Sync.Unlock(mutex);
}

function* join(thread: Thread): Waiting {
  yield* Sync.Lock(mutex);
  while (!thread.isDone) yield* Sync.Wait(hasEnded, mutex);
  Sync.Unlock(mutex);
}

function* nothing(): Waiting {}

interface Game {
  turn: number;
  readonly turns: readonly ConditionT[];
}

function* play(game: Game, me: number, rounds: number): Waiting {
  const mine = game.turns[me];
  const others = game.turns[1 - me];
  yield* Sync.Lock(mutex);
  for (let round = 0; round < rounds; round++) {
    while (game.turn !== me) yield* Sync.Wait(mine, mutex);
    game.turn = 1 - me;
    Sync.Signal(others);
  }
  Sync.Unlock(mutex);
}

export const extension = implement(KernelThreads, {
  *ForkJoin(times) {
    for (let n = 0; n < times; n++) yield* join(fork(nothing()));
  },
  *PingPong(rounds) {
    const game: Game = { turn: 0, turns: [Sync.NewCondition(), Sync.NewCondition()] };
    const second = fork(play(game, 1, rounds));
    yield* play(game, 0, rounds);
    yield* join(second);
  },
});
