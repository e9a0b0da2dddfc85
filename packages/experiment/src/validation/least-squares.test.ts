import fc from "fast-check";
import { expect, test } from "vitest";
import { dependentColumns, nonNegativeLeastSquares, type Matrix } from "./least-squares.js";

const residual = (a: Matrix, b: readonly number[], x: readonly number[]): number =>
  Math.hypot(...b.map((wanted, row) => wanted - a[row].reduce((sum, each, column) => sum + each * x[column], 0)));

/** The least squares in some columns by Gauss on the normal equations; undefined where they are singular. */
function gauss(a: Matrix, b: readonly number[], columns: readonly number[]): number[] | undefined {
  const rows = columns.map((one) => [
    ...columns.map((other) => a.reduce((sum, row) => sum + row[one] * row[other], 0)),
    a.reduce((sum, row, at) => sum + row[one] * b[at], 0),
  ]);
  for (let at = 0; at < rows.length; at++) {
    const pivot = rows.findIndex((row, index) => index >= at && Math.abs(row[at]) > 1e-9);
    if (pivot < 0) return undefined;
    [rows[at], rows[pivot]] = [rows[pivot], rows[at]];
    for (let row = 0; row < rows.length; row++) {
      if (row === at) continue;
      const factor = rows[row][at] / rows[at][at];
      rows[row] = rows[row].map((each, index) => each - factor * rows[at][index]);
    }
  }
  const x = Array.from({ length: a[0].length }, () => 0);
  for (const [at, column] of columns.entries()) x[column] = rows[at][columns.length] / rows[at][at];
  return x;
}

/** The best of every choice of columns that are not 0. */
function bruteForce(a: Matrix, b: readonly number[]): number {
  const columns = a[0].length;
  let best = Math.hypot(...b);
  for (let chosen = 1; chosen < 1 << columns; chosen++) {
    const x = gauss(
      a,
      b,
      Array.from({ length: columns }, (_, column) => column).filter((column) => (chosen >> column) & 1),
    );
    if (x !== undefined && x.every((each) => each >= 0)) best = Math.min(best, residual(a, b, x));
  }
  return best;
}

const sized = fc.tuple(fc.integer({ min: 1, max: 5 }), fc.integer({ min: 0, max: 3 })).chain(([columns, more]) => {
  const rows = columns + more;
  return fc.record({
    a: fc.array(fc.array(fc.integer({ min: 0, max: 20 }), { minLength: columns, maxLength: columns }), {
      minLength: rows,
      maxLength: rows,
    }),
    b: fc.array(fc.integer({ min: -50, max: 200 }), { minLength: rows, maxLength: rows }),
    x: fc.array(fc.integer({ min: 0, max: 5000 }), { minLength: columns, maxLength: columns }),
  });
});

test("two unknowns are found from two equations", () => {
  const x = nonNegativeLeastSquares(
    [
      [1, 1],
      [100, 5050],
    ],
    [1950, 3_991_650],
  );
  expect(x[0]).toBeCloseTo(1183, 6);
  expect(x[1]).toBeCloseTo(767, 6);
});

test("what would be negative is 0, and the others make the best of it", () => {
  expect(
    nonNegativeLeastSquares(
      [
        [1, 1],
        [1, 2],
      ],
      [4, 2],
    ),
  ).toEqual([expect.closeTo(3, 9), 0]);
});

test("no choice of columns does better", () => {
  fc.assert(
    fc.property(sized, ({ a, b }) => {
      fc.pre(dependentColumns(a, a[0].length).length === 0);
      const x = nonNegativeLeastSquares(a, b);
      expect(x.every((each) => each >= 0)).toBe(true);
      expect(residual(a, b, x)).toBeLessThanOrEqual(bruteForce(a, b) * (1 + 1e-7) + 1e-7);
    }),
    { numRuns: 500 },
  );
});

test("what equations were made of is found again, to the last digit that counts", () => {
  fc.assert(
    fc.property(sized, ({ a, x }) => {
      fc.pre(dependentColumns(a, x.length).length === 0);
      const b = a.map((row) => row.reduce((sum, each, column) => sum + each * x[column], 0));
      expect(nonNegativeLeastSquares(a, b).map(Math.round)).toEqual(x);
    }),
    { numRuns: 500 },
  );
});

test("columns that cannot be told apart are named together, and no others", () => {
  const a = [
    [1, 0, 2, 1],
    [0, 3, 0, 3],
    [1, 5, 2, 6],
  ];
  expect(dependentColumns(a, 4)).toEqual([
    [0, 2],
    [0, 1, 3],
  ]);
  expect(dependentColumns([[1, 1]], 2)).toEqual([[0, 1]]);
  expect(dependentColumns([[0, 1]], 2)).toEqual([[0]]);
  expect(dependentColumns([], 1)).toEqual([[0]]);
});
