/**
 * The policies once more, as plainly as they can be written: whole pages in arrays, Maps and Sets, searched from
 * end to end. Nothing is shared with the policies but the text they were written from. Arrays run from the
 * oldest to the newest.
 */

import type { PageKind } from "../policy.js";

export type IsPinned = (page: number) => boolean;

export interface Model {
  touch(page: number): void;
  /** `slot` is where a pool that fills its lowest empty slot would put the page. */
  enter(page: number, kind: PageKind, slot: number): void;
  choose(incoming: number, isPinned: IsPinned): number | undefined;
  leave(page: number, evicted: boolean): void;
}

export type ModelMaker = (capacity: number) => Model;

const without = (pages: readonly number[], page: number) => pages.filter((other) => other !== page);

/** LRU and MRU: the time of each page's last reference. */
const byRecency =
  (newestFirst: boolean): ModelMaker =>
  () => {
    const times = new Map<number, number>();
    let time = 0;
    return {
      touch: (page) => void times.set(page, time++),
      enter: (page) => void times.set(page, time++),
      leave: (page) => void times.delete(page),
      choose: (_incoming, isPinned) => {
        const order = [...times].toSorted((a, b) => a[1] - b[1]).map(([page]) => page);
        const free = order.filter((page) => !isPinned(page));
        return newestFirst ? free.at(-1) : free.at(0);
      },
    };
  };

export const lruModel = byRecency(false);
export const mruModel = byRecency(true);

/** Every page has a time of admission and, once it was used again, a time of revival. */
export const tossModel: ModelMaker = () => {
  const pages = new Map<number, { admitted: number; revived: number | undefined }>();
  let previous: number | undefined;
  let time = 0;
  return {
    touch(page) {
      const state = pages.get(page);
      if (state !== undefined && page !== previous) state.revived = time++;
      previous = page;
    },
    enter(page) {
      pages.set(page, { admitted: time++, revived: undefined });
      previous = page;
    },
    leave(page) {
      pages.delete(page);
      if (previous === page) previous = undefined;
    },
    choose(_incoming, isPinned) {
      let best: number | undefined;
      let bestRank = Infinity;
      for (const [page, { admitted, revived }] of pages) {
        // Dead pages rank below 0, the youngest lowest; revived ones above, by their last use.
        const rank = revived === undefined ? -1 - admitted : revived;
        if (!isPinned(page) && rank < bestRank) {
          best = page;
          bestRank = rank;
        }
      }
      return best;
    },
  };
};

export const twoQModel: ModelMaker = (capacity) => {
  const kin = Math.max(1, Math.floor(capacity / 4));
  const kout = Math.max(1, Math.floor(capacity / 2));
  let a1in: number[] = [];
  let a1out: number[] = [];
  let am: number[] = [];
  return {
    touch(page) {
      if (am.includes(page)) am = [...without(am, page), page];
    },
    enter(page) {
      if (a1out.includes(page)) am.push(page);
      else a1in.push(page);
      a1out = without(a1out, page).slice(-kout);
    },
    leave(page, evicted) {
      if (evicted && a1in.includes(page)) a1out = [...a1out, page].slice(-kout - 1);
      a1in = without(a1in, page);
      am = without(am, page);
    },
    choose(_incoming, isPinned) {
      const order = a1in.length > kin ? [...a1in, ...am] : [...am, ...a1in];
      return order.find((page) => !isPinned(page));
    },
  };
};

/** Every page ever seen with the times of all its references that counted. */
export const lruKModel =
  (period = 0, history = 2): ModelMaker =>
  (capacity) => {
    const resident = new Map<number, { times: number[]; last: number }>();
    const replaced = new Map<number, number[]>();
    const forgetOver = (limit: number) => {
      for (const page of [...replaced.keys()].slice(0, Math.max(0, replaced.size - limit))) replaced.delete(page);
    };
    let time = 0;
    return {
      touch(page) {
        time++;
        const state = resident.get(page);
        if (state === undefined) throw new Error(`page ${page} is not resident`);
        if (time - state.last > period) state.times = [...state.times.slice(0, -1), state.last, time];
        state.last = time;
      },
      enter(page) {
        time++;
        resident.set(page, { times: [...(replaced.get(page) ?? []), time], last: time });
        replaced.delete(page);
        forgetOver(history * capacity);
      },
      leave(page, evicted) {
        const state = resident.get(page);
        if (evicted && state !== undefined) {
          replaced.delete(page);
          replaced.set(page, state.times);
          forgetOver(history * capacity + 1);
        }
        resident.delete(page);
      },
      choose(_incoming, isPinned) {
        const now = time + 1;
        const free = [...resident].filter(([page]) => !isPinned(page));
        const outOfPeriod = free.filter(([, { last }]) => now - last > period);
        const distance = (times: number[]) => now - (times.at(-2) ?? -Infinity);
        const order = (outOfPeriod.length > 0 ? outOfPeriod : free).toSorted(([, a], [, b]) => {
          const [left, right] = [distance(a.times), distance(b.times)];
          return left === right ? a.last - b.last : right - left;
        });
        return order.at(0)?.[0];
      },
    };
  };

/** A ring of places; the hand is a place. */
export const clockModel: ModelMaker = (capacity) => {
  const ring: ({ page: number; bit: boolean } | undefined)[] = Array.from({ length: capacity }, () => undefined);
  let hand = 0;
  const at = (page: number) => ring.findIndex((entry) => entry?.page === page);
  return {
    touch(page) {
      ring[at(page)] = { page, bit: true };
    },
    enter(page, _kind, slot) {
      ring[slot] = { page, bit: true };
    },
    leave(page) {
      const place = at(page);
      ring[place] = undefined;
      if (place === hand) hand = (hand + 1) % capacity;
    },
    choose(_incoming, isPinned) {
      if (ring.every((entry) => entry === undefined || isPinned(entry.page))) return undefined;
      for (; ; hand = (hand + 1) % capacity) {
        const entry = ring[hand];
        if (entry === undefined || isPinned(entry.page)) continue;
        if (!entry.bit) return entry.page;
        entry.bit = false;
      }
    },
  };
};

export const sieveModel: ModelMaker = () => {
  let queue: { page: number; visited: boolean }[] = [];
  let hand = 0; // an index: the oldest page has 0; the length stands for starting over
  return {
    touch(page) {
      for (const entry of queue) if (entry.page === page) entry.visited = true;
    },
    enter(page) {
      // A hand that has gone past the newest page starts over even if a newer one comes in meanwhile.
      if (hand >= queue.length) hand = 0;
      queue.push({ page, visited: false });
    },
    leave(page) {
      const place = queue.findIndex((entry) => entry.page === page);
      queue = queue.toSpliced(place, 1);
      if (place < hand) hand--;
    },
    choose(_incoming, isPinned) {
      if (queue.every(({ page }) => isPinned(page))) return undefined;
      for (; ; hand++) {
        if (hand >= queue.length) hand = 0;
        const entry = queue[hand];
        if (isPinned(entry.page)) continue;
        if (!entry.visited) return entry.page;
        entry.visited = false;
      }
    },
  };
};

export const s3FifoModel: ModelMaker = (capacity) => {
  const target = Math.max(1, Math.floor(capacity / 10));
  const ghostMax = Math.max(1, capacity - target);
  const counts = new Map<number, number>();
  let small: number[] = [];
  let main: number[] = [];
  let ghosts: number[] = [];
  const count = (page: number) => counts.get(page) ?? 0;

  const fromMain = (isPinned: IsPinned): number | undefined => {
    for (;;) {
      const page = main.find((candidate) => !isPinned(candidate));
      if (page === undefined || count(page) === 0) return page;
      counts.set(page, count(page) - 1);
      main = [...without(main, page), page];
    }
  };

  const choose = (isPinned: IsPinned): number | undefined => {
    const page = small.find((candidate) => !isPinned(candidate));
    if (page === undefined) return fromMain(isPinned);
    if (small.length < target && main.some((candidate) => !isPinned(candidate))) return fromMain(isPinned);
    if (count(page) < 2) return page;
    small = without(small, page);
    main = [...main, page];
    counts.set(page, 0);
    return choose(isPinned);
  };

  return {
    touch: (page) => void counts.set(page, Math.min(3, count(page) + 1)),
    enter(page) {
      counts.set(page, 0);
      if (ghosts.includes(page)) main.push(page);
      else small.push(page);
      ghosts = without(ghosts, page);
    },
    leave(page, evicted) {
      if (evicted && small.includes(page)) ghosts = [...ghosts, page].slice(-ghostMax);
      small = without(small, page);
      main = without(main, page);
    },
    choose: (_incoming, isPinned) => choose(isPinned),
  };
};

/** The lists of Figure 4, cut as soon as a page has come in. */
export const arcModel: ModelMaker = (c) => {
  let t1: number[] = [];
  let t2: number[] = [];
  let b1: number[] = [];
  let b2: number[] = [];
  let p = 0;
  let adapted: number | undefined;
  const adapt = (page: number) => {
    if (adapted === page) return;
    adapted = page;
    if (b1.includes(page)) p = Math.min(c, p + (b1.length >= b2.length ? 1 : b2.length / b1.length));
    else if (b2.includes(page)) p = Math.max(0, p - (b2.length >= b1.length ? 1 : b1.length / b2.length));
  };
  return {
    touch(page) {
      t1 = without(t1, page);
      t2 = [...without(t2, page), page];
    },
    enter(page) {
      adapt(page);
      adapted = undefined;
      if (b1.includes(page) || b2.includes(page)) t2.push(page);
      else t1.push(page);
      b1 = without(b1, page);
      b2 = without(b2, page);
      b1 = b1.slice(Math.max(0, t1.length + b1.length - c));
      b2 = b2.slice(Math.max(0, t1.length + t2.length + b1.length + b2.length - 2 * c));
    },
    leave(page, evicted) {
      if (evicted && t1.includes(page)) b1 = [...without(b1, page), page];
      if (evicted && t2.includes(page)) b2 = [...without(b2, page), page];
      t1 = without(t1, page);
      t2 = without(t2, page);
    },
    choose(incoming, isPinned) {
      adapt(incoming);
      const first = t1.length >= 1 && (t1.length > p || (b2.includes(incoming) && t1.length === p));
      return (first ? [...t1, ...t2] : [...t2, ...t1]).find((page) => !isPinned(page));
    },
  };
};
