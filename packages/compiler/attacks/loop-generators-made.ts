/**
 * Makes generators, closures, maps and lists for ever, and keeps none.
 *
 * Family: endless loops
 * Stopped by: nothing
 * Otherwise: bound | load: RSP_OPERATIONS
 */
function* none(): Generator<number> {
  yield 1;
}
let made = 0;
for (;;) {
  const all = [none(), new Map<number, () => number>([[made, () => made]]), new Set<number>(), [...none()]];
  made = (made + all.length) % 7;
}
