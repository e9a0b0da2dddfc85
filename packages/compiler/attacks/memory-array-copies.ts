/**
 * Copies a long list in the newer ways: sorted, reversed, spliced, with another element, flattened.
 *
 * Family: memory bombs
 * Stopped by: nothing
 * Otherwise: bound | load: RSP_OPERATIONS
 */
const all: unknown[] = [];
let list: readonly number[] = Array.from({ length: 100_000 }, (_, n) => n);
for (;;) {
  list = list.toSorted((a, b) => b - a).toReversed();
  all.push(list.toSpliced(0, 1, 5), list.with(0, 5), all.flat(), Object.entries(list));
}
