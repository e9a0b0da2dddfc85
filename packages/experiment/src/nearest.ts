import { distance } from "fastest-levenshtein";

/** Candidates that a message names at most; of more it says how many there are. */
const namedMax = 12;

/** Of three letters one may be wrong, of a short word one in all. */
const lettersEach = 3;

/**
 * The candidate that a mistyped word was meant to be: one that it begins, or that begins it; one with the same letters, or with
 * some left out; or one with few letters to change, one of each three at most. Of several the nearest; undefined where none is near.
 */
export function nearest(word: string, candidates: readonly string[]): string | undefined {
  const typed = word.toLowerCase();
  let best: string | undefined;
  let bestCost = Infinity;
  for (const candidate of candidates) {
    const cost = costOf(typed, candidate.toLowerCase());
    if (cost < bestCost) {
      best = candidate;
      bestCost = cost;
    }
  }
  return best;
}

/** How far a word is from what was typed: infinitely, unless it may have been meant. */
function costOf(typed: string, name: string): number {
  const letters = distance(typed, name);
  if (typed.length > 1 && name.length > 1 && (name.startsWith(typed) || typed.startsWith(name))) {
    return Math.min(1, letters);
  }
  const longer = Math.max(typed.length, name.length);
  const isNear = letters <= Math.max(1, Math.floor(longer / lettersEach));
  return isNear || sorted(typed) === sorted(name) || isLeftOf(typed, name) ? letters : Infinity;
}

function sorted(word: string): string {
  return [...word].toSorted().join("");
}

/** Whether a word is what is left of another when letters, but not most of them, are taken out of it. */
function isLeftOf(short: string, long: string): boolean {
  if (2 * short.length < long.length) return false;
  let next = 0;
  for (const letter of long) if (letter === short[next]) next += 1;
  return next === short.length;
}

/** The ending of a message about an unknown word: the right one if one is near, and what there is. */
export function suggestion(word: string, candidates: readonly string[]): string {
  const [first] = candidates;
  if (first === undefined) return "there is none to choose from";
  const near = nearest(word, candidates);
  const isShort = candidates.length <= namedMax;
  const all = candidates.slice(0, namedMax).join(", ");
  if (near !== undefined)
    return isShort && candidates.length > 1 ? `did you mean ${near}? (one of ${all})` : `did you mean ${near}?`;
  if (candidates.length === 1) return `there is only ${first}`;
  return isShort ? `there are ${all}` : `there are ${candidates.length}, ${all} among them`;
}
