/** Do all of something, whatever some of it throws; then throw what was thrown first. */
export function doAll(actions: Iterable<() => void>): void {
  const failures: unknown[] = [];
  for (const action of actions) {
    try {
      action();
    } catch (error) {
      failures.push(error);
    }
  }
  if (failures.length > 0) throw failures[0];
}
