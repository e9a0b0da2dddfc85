import { PageKind } from "../policy.js";

/** Numbers in 0 .. 1 that are the same for the same seed. */
export function randomNumbers(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    // The upper bits are the random ones of such a generator.
    return Math.floor(state / 256) / 2 ** 24;
  };
}

export function uniform(pages: number, length: number, seed: number): number[] {
  const random = randomNumbers(seed);
  return Array.from({ length }, () => Math.floor(random() * pages));
}

export function loop(pages: number, length: number): number[] {
  return Array.from({ length }, (_, index) => index % pages);
}

/** Page 0 is the most popular, page n is wanted 1 / (n + 1) times as often. */
export function zipf(pages: number, length: number, seed: number): number[] {
  const random = randomNumbers(seed);
  const cumulated: number[] = [];
  let total = 0;
  for (let page = 0; page < pages; page++) cumulated.push((total += 1 / (page + 1)));
  return Array.from({ length }, () => {
    const point = random() * total;
    return cumulated.findIndex((sum) => sum > point);
  });
}

/** A few hot pages, and a scan through the others between every `every` references to them. */
export function hotWithScan(hot: number, pages: number, every: number, length: number, seed: number): number[] {
  const random = randomNumbers(seed);
  let scan = hot;
  return Array.from({ length }, (_, index) => {
    if (index % every !== 0) return Math.floor(random() * hot);
    scan = scan + 1 < pages ? scan + 1 : hot;
    return scan;
  });
}

const kinds = Object.values(PageKind);

/** The kind a page of the tests has. */
export const kindOf = (page: number): PageKind => kinds[page % kinds.length];
