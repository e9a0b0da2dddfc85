/**
 * 2Q, ARC, Clock and SIEVE as their papers print them: one procedure a reference, with no pool around it. The
 * policies answer the pool's questions instead; these tests say that it comes to the same.
 */

import { expect, test } from "vitest";
import { policies } from "./index.js";
import { TestPool } from "./testing/pools.js";
import { hotWithScan, loop, uniform, zipf } from "./testing/references.js";

/** The pages in the cache after a reference, in any order. */
type Procedure = (page: number) => readonly number[];

const remove = (list: number[], page: number) => void list.splice(list.indexOf(page), 1);

/** Johnson and Shasha, full version; lists run from tail to head. */
function twoQOfThePaper(size: number): Procedure {
  const [a1in, a1out, am]: [number[], number[], number[]] = [[], [], []];
  const kin = Math.max(1, Math.floor(size / 4));
  const kout = Math.max(1, Math.floor(size / 2));
  const reclaim = () => {
    if (a1in.length + am.length < size) return;
    if (a1in.length > kin || am.length === 0) {
      a1out.push(...a1in.splice(0, 1));
      if (a1out.length > kout) a1out.shift();
    } else {
      am.shift();
    }
  };
  return (page) => {
    if (am.includes(page)) {
      remove(am, page);
      am.push(page);
    } else if (a1out.includes(page)) {
      remove(a1out, page);
      reclaim();
      am.push(page);
    } else if (!a1in.includes(page)) {
      reclaim();
      a1in.push(page);
    }
    return [...a1in, ...am];
  };
}

/** Megiddo and Modha, Figure 4; lists run from LRU to MRU. */
function arcOfThePaper(c: number): Procedure {
  const [t1, t2, b1, b2]: [number[], number[], number[], number[]] = [[], [], [], []];
  let p = 0;
  const replace = (page: number) => {
    if (t1.length >= 1 && ((b2.includes(page) && t1.length === p) || t1.length > p)) b1.push(...t1.splice(0, 1));
    else b2.push(...t2.splice(0, 1));
  };
  return (page) => {
    if (t1.includes(page) || t2.includes(page)) {
      remove(t1.includes(page) ? t1 : t2, page);
      t2.push(page);
    } else if (b1.includes(page)) {
      p = Math.min(c, p + Math.max(b2.length / b1.length, 1));
      replace(page);
      remove(b1, page);
      t2.push(page);
    } else if (b2.includes(page)) {
      p = Math.max(0, p - Math.max(b1.length / b2.length, 1));
      replace(page);
      remove(b2, page);
      t2.push(page);
    } else {
      const [l1, l2] = [t1.length + b1.length, t2.length + b2.length];
      if (l1 === c) {
        if (t1.length < c) {
          b1.shift();
          replace(page);
        } else {
          t1.shift();
        }
      } else if (l1 + l2 >= c) {
        if (l1 + l2 === 2 * c) b2.shift();
        replace(page);
      }
      t1.push(page);
    }
    return [...t1, ...t2];
  };
}

/** Second chance: the queue's oldest page goes to its end instead of leaving, if it was referenced. */
function secondChance(size: number): Procedure {
  const queue: number[] = [];
  const referenced = new Set<number>();
  return (page) => {
    if (!queue.includes(page)) {
      while (queue.length === size) {
        const [oldest] = queue.splice(0, 1);
        if (referenced.delete(oldest)) queue.push(oldest);
      }
      queue.push(page);
    }
    referenced.add(page);
    return queue;
  };
}

/** Zhang et al., Algorithm 1; the head of the queue is its end. */
function sieveOfThePaper(size: number): Procedure {
  const queue: number[] = [];
  const visited = new Set<number>();
  let hand: number | undefined;
  return (page) => {
    if (queue.includes(page)) {
      visited.add(page);
      return queue;
    }
    if (queue.length === size) {
      let index = hand === undefined ? 0 : queue.indexOf(hand);
      while (visited.delete(queue[index])) index = index + 1 < queue.length ? index + 1 : 0;
      hand = queue[index + 1];
      queue.splice(index, 1);
    }
    queue.push(page);
    return queue;
  };
}

const pages = 150;
const streams: readonly (readonly number[])[] = [
  uniform(pages, 4_000, 11),
  zipf(pages, 4_000, 12),
  loop(21, 2_000),
  hotWithScan(15, pages, 3, 4_000, 13),
  [...zipf(pages, 1_500, 14), ...loop(40, 1_500), ...hotWithScan(8, pages, 2, 1_500, 15), ...uniform(25, 1_500, 16)],
];

for (const [name, procedure] of [
  ["2q", twoQOfThePaper],
  ["arc", arcOfThePaper],
  ["clock", secondChance],
  ["sieve", sieveOfThePaper],
] as const) {
  test(`${name} holds the pages that the paper's procedure holds, after every reference`, () => {
    const factory = policies.get(name);
    if (factory === undefined) throw new Error(`there is no policy ${name}`);
    for (const capacity of [1, 2, 5, 20, 64]) {
      for (const references of streams) {
        const pool = new TestPool(factory, capacity, pages);
        const reference = procedure(capacity);
        references.forEach((page, index) => {
          pool.hit(page);
          const held = reference(page).toSorted((a, b) => a - b);
          if (String(held) !== String(pool.resident)) {
            expect.fail(
              `reference ${index}, capacity ${capacity}: ${String(pool.resident)}, the paper ${String(held)}`,
            );
          }
        });
      }
    }
  });
}
