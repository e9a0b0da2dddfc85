import { distance } from "fastest-levenshtein";

/**
 * The candidate nearest to a mistyped word: one that it begins or contains if there is one, otherwise the one with
 * the fewest letters to change. Undefined only without candidates.
 */
export function nearest(word: string, candidates: readonly string[]): string | undefined {
  const typed = word.toLowerCase();
  let best: string | undefined;
  let bestCost = Infinity;
  for (const candidate of candidates) {
    const name = candidate.toLowerCase();
    const part = typed.length > 1 && (name.startsWith(typed) || typed.startsWith(name));
    const cost = part ? Math.min(1, distance(typed, name)) : distance(typed, name);
    if (cost < bestCost) {
      best = candidate;
      bestCost = cost;
    }
  }
  return best;
}

/** The ending of a message about an unknown word: the nearest right one, and where to see all. */
export function suggestion(word: string, candidates: readonly string[]): string {
  const near = nearest(word, candidates);
  if (near === undefined) return "there is none to choose from";
  return candidates.length > 1 && candidates.length <= 8
    ? `did you mean ${near}? (one of ${candidates.join(", ")})`
    : `did you mean ${near}?`;
}
