/** Rows of numbers, all of one length. */
export type Matrix = readonly (readonly number[])[];

/** A column whose part that no other column has is this much smaller than it depends on them. */
const dependentRatio = 1e-7;

/**
 * The x of all x >= 0 with which |a x - b| is smallest: Lawson and Hanson, Solving Least Squares Problems, chapter 23.
 *
 * The columns of `a` must be independent; see `dependentColumns`. Of our own: the packages there are take dependent columns
 * for good ones, and that is what must be told here.
 */
export function nonNegativeLeastSquares(a: Matrix, b: readonly number[]): number[] {
  const columns = a[0]?.length ?? 0;
  const x = Array.from({ length: columns }, () => 0);
  const free = new Set<number>();
  // Columns that rounding alone makes look worth freeing: they come back at once, and are left until something has moved.
  const refused = new Set<number>();
  for (;;) {
    const next = steepest(a, b, x, new Set([...free, ...refused]));
    if (next === undefined) return x;
    free.add(next);
    for (;;) {
      const solved = solveFor(a, b, [...free]);
      const ratioOf = (column: number): number => x[column] / (x[column] - solved[column]);
      const blocked = [...free].filter((column) => solved[column] <= 0);
      // As far towards the solution as all stay at 0 or above; those that reach 0 are fixed there.
      const step = Math.min(1, ...blocked.map(ratioOf));
      if (step > 0) refused.clear();
      else refused.add(next);
      const reached = blocked.filter((column) => ratioOf(column) === step);
      for (const column of free) x[column] += step * (solved[column] - x[column]);
      for (const column of reached) {
        x[column] = 0;
        free.delete(column);
      }
      if (reached.length === 0) break;
    }
  }
}

/** The column at 0 that the residual would fall with most, if it falls with any. */
function steepest(
  a: Matrix,
  b: readonly number[],
  x: readonly number[],
  barred: ReadonlySet<number>,
): number | undefined {
  const residual = b.map((wanted, row) => wanted - dot(a[row], x));
  let best: number | undefined;
  let most = 1e-10;
  for (const column of x.keys()) {
    if (barred.has(column)) continue;
    const along = a.map((row) => row[column]);
    const scale = norm(along) * norm(b);
    const fall = scale === 0 ? 0 : dot(along, residual) / scale;
    if (fall > most) [best, most] = [column, fall];
  }
  return best;
}

/** The least squares in some of the columns, with the others at 0. */
function solveFor(a: Matrix, b: readonly number[], columns: readonly number[]): number[] {
  const basis = orthonormal(
    columns.map((column) => a.map((row) => row[column])),
    0,
  );
  const solved = Array.from({ length: a[0].length }, () => 0);
  // Backwards through the triangle that the columns are in the basis.
  for (let at = columns.length - 1; at >= 0; at--) {
    let rest = dot(basis[at].direction, b);
    for (let later = at + 1; later < columns.length; later++) {
      rest -=
        dot(
          basis[at].direction,
          a.map((row) => row[columns[later]]),
        ) * solved[columns[later]];
    }
    solved[columns[at]] = rest / basis[at].length;
  }
  return solved;
}

/**
 * The columns that cannot be told apart: each column that is a sum of earlier ones, with those. Empty when `a` determines
 * every unknown.
 */
export function dependentColumns(a: Matrix, columns: number): number[][] {
  const vectors = Array.from({ length: columns }, (_, column) => a.map((row) => row[column]));
  const basis = orthonormal(vectors, dependentRatio);
  const independent: number[] = [];
  const groups: number[][] = [];
  for (const [column, { length }] of basis.entries()) {
    if (length > 0) {
      independent.push(column);
      continue;
    }
    const parts = a.length === 0 ? [] : solveFor(a, vectors[column], independent);
    const scale = norm(vectors[column]);
    const others = independent.filter((other) => Math.abs(parts[other]) * norm(vectors[other]) > 1e-6 * scale);
    groups.push([...others, column]);
  }
  return groups;
}

/** Gram and Schmidt, each twice: what is left of each vector beside those before it; 0 for one that depends on them. */
function orthonormal(vectors: Matrix, ratio: number): { direction: readonly number[]; length: number }[] {
  const basis: { direction: readonly number[]; length: number }[] = [];
  for (const vector of vectors) {
    let rest = [...vector];
    for (let pass = 0; pass < 2; pass++) {
      for (const { direction } of basis) {
        const along = dot(direction, rest);
        rest = rest.map((each, row) => each - along * direction[row]);
      }
    }
    const length = norm(rest);
    const depends = length <= ratio * norm(vector);
    basis.push(
      depends ? { direction: rest.map(() => 0), length: 0 } : { direction: rest.map((each) => each / length), length },
    );
  }
  return basis;
}

function dot(a: readonly number[], b: readonly number[]): number {
  return a.reduce((sum, each, at) => sum + each * b[at], 0);
}

function norm(a: readonly number[]): number {
  return Math.sqrt(dot(a, a));
}
