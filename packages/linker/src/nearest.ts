/** Up to three of some names that a mistyped one may have meant, the nearest first. */
export function nearestNames(wanted: string, names: readonly string[]): readonly string[] {
  const typed = wanted.toLowerCase();
  return names
    .map((name) => ({ name, changes: changesBetween(typed, name.toLowerCase()) }))
    .filter(({ name, changes }) => changes <= Math.max(2, Math.ceil(name.length / 2)))
    .toSorted((a, b) => a.changes - b.changes || (a.name < b.name ? -1 : 1))
    .slice(0, 3)
    .map(({ name }) => name);
}

/** Letters to put in, take out, or replace by another. */
function changesBetween(from: string, to: string): number {
  let row = Array.from({ length: to.length + 1 }, (_, n) => n);
  for (const [i, letter] of [...from].entries()) {
    const next = [i + 1];
    for (let n = 1; n < row.length; n++) {
      next.push(Math.min(next[n - 1] + 1, row[n] + 1, row[n - 1] + (letter === to[n - 1] ? 0 : 1)));
    }
    row = next;
  }
  return row[to.length];
}
