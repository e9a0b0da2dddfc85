/** Told of the references to a cache, in order; answers whether the page was there. */
export type Simulation = (page: number) => boolean;

/** Caches as one would write them on a blackboard, to compare the systems with: pages in arrays, nothing else. */
export const simulations = { lru, mru, clock: secondChance, sieve };

/** The least recently used page goes: the pages in an array, the most recently used last. */
export function lru(frames: number): Simulation {
  const pages: number[] = [];
  return (page) => {
    const at = pages.indexOf(page);
    if (at >= 0) pages.splice(at, 1);
    else if (pages.length === frames) pages.shift();
    pages.push(page);
    return at >= 0;
  };
}

function mru(frames: number): Simulation {
  const pages: number[] = [];
  return (page) => {
    const at = pages.indexOf(page);
    if (at >= 0) pages.splice(at, 1);
    else if (pages.length === frames) pages.pop();
    pages.push(page);
    return at >= 0;
  };
}

/** First in, first out, but a page that was used since it was last in front goes to the back again. */
export function secondChance(frames: number): Simulation {
  const queue: { readonly page: number; used: boolean }[] = [];
  return (page) => {
    const held = queue.find((entry) => entry.page === page);
    if (held !== undefined) {
      held.used = true;
      return true;
    }
    while (queue.length === frames) {
      const [first] = queue.splice(0, 1);
      if (first.used) queue.push({ page: first.page, used: false });
    }
    queue.push({ page, used: true });
    return false;
  };
}

/** First in, first out, but for pages used since the hand passed them, which stay where they are. */
export function sieve(frames: number): Simulation {
  const queue: { readonly page: number; used: boolean }[] = [];
  let hand = 0;
  return (page) => {
    const held = queue.find((entry) => entry.page === page);
    if (held !== undefined) {
      held.used = true;
      return true;
    }
    if (queue.length === frames) {
      while (queue[hand].used) {
        queue[hand].used = false;
        hand = (hand + 1) % frames;
      }
      queue.splice(hand, 1);
      if (hand === queue.length) hand = 0;
    }
    queue.push({ page, used: false });
    return false;
  };
}
