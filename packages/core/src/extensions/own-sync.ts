import { defineCapabilities, type Client, type Waiting } from "@respin/linker";
import type { Sync } from "../interfaces.js";
import type { Strands } from "../strand.js";
import { Condition, Mutex, Semaphore, type Waiter, type Watch } from "../strands/sync.js";
import type { Inside } from "./inside.js";

const mutexes = defineCapabilities<Mutex, "Sync.Mutex">("Sync.Mutex", "get one with Sync.NewMutex");
const conditions = defineCapabilities<Condition, "Sync.Condition">("Sync.Condition", "get one with Sync.NewCondition");
const semaphores = defineCapabilities<Semaphore, "Sync.Semaphore">("Sync.Semaphore", "get one with Sync.NewSemaphore");

/** The Sync interface for one extension: its waits end with it, and what it has locked is released. */
export function syncFor(inside: Inside, strands: Strands): Client<typeof Sync> {
  const { account } = inside.importer;
  const waiting = new Set<Waiter>();
  const locked = new Set<Mutex>();
  account.add("locks", {
    count: () => waiting.size + locked.size,
    release: () => {
      for (const waiter of waiting) waiter.end();
      for (const mutex of locked) mutex.pass();
      locked.clear();
    },
  });
  const watch: Watch = (waiter) => {
    waiting.add(waiter);
    return () => void waiting.delete(waiter);
  };
  function* own(wait: Waiting): Waiting {
    try {
      yield* wait;
    } finally {
      // Whoever was let go by the extension's end hears of that, and not of a wait that ended.
      if (strands.isRunning) inside.checkAlive();
    }
  }
  return {
    NewMutex: () => mutexes.mint(new Mutex(strands)),
    *Lock(mutex) {
      const held = mutexes.reveal(mutex, "Sync.Lock");
      yield* own(held.lock(watch));
      locked.add(held);
    },
    Unlock: (mutex) => {
      const held = mutexes.reveal(mutex, "Sync.Unlock");
      held.unlock();
      locked.delete(held);
    },
    NewCondition: () => conditions.mint(new Condition(strands)),
    *Wait(condition, mutex) {
      const [awaited, lock] = [conditions.reveal(condition, "Sync.Wait"), mutexes.reveal(mutex, "Sync.Wait")];
      lock.mustBeHeld();
      locked.delete(lock);
      yield* own(awaited.wait(lock, watch));
      locked.add(lock);
    },
    Signal: (condition) => conditions.reveal(condition, "Sync.Signal").signal(),
    Broadcast: (condition) => conditions.reveal(condition, "Sync.Broadcast").broadcast(),
    NewSemaphore: (count) => semaphores.mint(new Semaphore(strands, count)),
    *P(semaphore) {
      yield* own(semaphores.reveal(semaphore, "Sync.P").p(watch));
    },
    V: (semaphore) => semaphores.reveal(semaphore, "Sync.V").v(),
  };
}
