import { parseCalibrated } from "@respin/systems";
import fc from "fast-check";
import { expect, test } from "vitest";
import { publishedCells } from "../paper/published.js";
import { Constants } from "./constants.js";
import { calibratedTextOf, errorLeftOut, fitConstants } from "./fit.js";
import { assumedCost, constantsWith, fittedCost, measuredAs } from "./testing/models.js";

const prot1 = "t4.prot1.spin";
const prot100 = "t4.prot100.spin";
const us = (cycles: number): number => cycles / 133;

/** A call and a page, fitted to a change of one page and one of a hundred. */
function protect(callCycles: number, pageCycles: number): Constants {
  return constantsWith({
    call: fittedCost(callCycles, prot1, prot100),
    page: fittedCost(pageCycles, prot1, prot100),
    raise: assumedCost(30),
  });
}

test("constants are fitted to their cells, less what other costs explain, and a second time nothing changes", () => {
  const cells = (constants: Constants) => [
    measuredAs(prot1, { call: 1, page: 1, raise: 2 }, constants, us(2000 + 265 + 60)),
    measuredAs(prot100, { call: 1, page: 100, raise: 2 }, constants, us(2000 + 26_500 + 60)),
  ];
  const before = protect(1, 1);
  const fit = fitConstants(cells(before), before);
  expect([...fit.cycles]).toEqual([
    ["spin/call", 2000],
    ["spin/page", 265],
  ]);
  const after = protect(2000, 265);
  expect(fitConstants(cells(after), after).cycles).toEqual(fit.cycles);
  expect(calibratedTextOf(fitConstants(cells(after), after), after)).toBe(calibratedTextOf(fit, before));
  expect(parseCalibrated(calibratedTextOf(fit, before))).toMatchObject({
    cells: [prot1, prot100],
    cycles: { spin: { call: 2000, page: 265 } },
  });
});

test("with more cells than constants, the sum of the squares of the relative errors is least", () => {
  const constants = constantsWith({ call: fittedCost(1, prot1, prot100) });
  // 100 against 1000 a call: squares of errors of the first count as much as those of the second.
  const cells = [
    measuredAs(prot1, { call: 1 }, constants, us(100)),
    measuredAs(prot100, { call: 1 }, constants, us(1000)),
  ];
  const found = fitConstants(cells, constants).cycles.get("spin/call") ?? 0;
  const squares = (cycles: number): number => (cycles / 100 - 1) ** 2 + (cycles / 1000 - 1) ** 2;
  expect(squares(found)).toBeLessThanOrEqual(Math.min(squares(found - 1), squares(found + 1)));
});

test("constants that their cells do not tell apart are refused by name", () => {
  const constants = protect(1, 1);
  const cells = [
    measuredAs(prot1, { call: 1, page: 1 }, constants),
    measuredAs(prot100, { call: 100, page: 100 }, constants),
  ];
  expect(() => fitConstants(cells, constants)).toThrow(
    expect.objectContaining({
      code: "RSP_CALIBRATION_UNDERDETERMINED",
      message: expect.stringContaining(`spin/call, spin/page cannot be told apart by ${prot1}, ${prot100}`),
    }),
  );
});

test("a constant that its cell does not spend is refused", () => {
  const constants = protect(1, 1);
  const cells = [measuredAs(prot1, { call: 1, page: 1 }, constants), measuredAs(prot100, { page: 100 }, constants)];
  expect(() => fitConstants(cells, constants)).toThrow(
    expect.objectContaining({
      code: "RSP_CALIBRATION_UNUSED",
      message: expect.stringContaining(`spin/call is declared to be fitted to ${prot100}`),
    }),
  );
});

test("a cell without parts cannot be fitted to", () => {
  const constants = constantsWith({ call: fittedCost(1, prot1) });
  const cell = { ...measuredAs(prot1, {}, constants), uses: undefined };
  expect(() => fitConstants([cell], constants)).toThrow(expect.objectContaining({ code: "RSP_CALIBRATION_CELL" }));
});

test("a constant with a cell that nothing measures stays, and the others are fitted beside it", () => {
  const constants = constantsWith({ call: fittedCost(100, "t4.trap.spin"), page: fittedCost(1, prot1) });
  const fit = fitConstants([measuredAs(prot1, { call: 2, page: 1 }, constants, us(500))], constants);
  expect([...fit.cycles]).toEqual([["spin/page", 300]]);
  expect(fit.kept.map(({ constant, missing }) => [constant.id, missing])).toEqual([["spin/call", ["t4.trap.spin"]]]);
  expect(parseCalibrated(calibratedTextOf(fit, constants)).cycles.spin).toEqual({ call: 100, page: 300 });
});

test("no constant comes out below one cycle, and it is told", () => {
  const constants = protect(5, 5);
  const cells = [
    measuredAs(prot1, { call: 1, page: 1 }, constants, us(1000)),
    measuredAs(prot100, { call: 1, page: 100 }, constants, us(900)),
  ];
  const fit = fitConstants(cells, constants);
  expect(fit.cycles.get("spin/page")).toBe(1);
  expect(fit.atLeast.map(({ id }) => id)).toEqual(["spin/page"]);
});

test("a cost that is another system's is one constant, and fitted once", () => {
  const same = { ...assumedCost(17), origin: "calibrated", as: "spin" } as const;
  const constants = constantsWith({ call: fittedCost(17, prot1) }, { monolithic: { call: same } });
  expect(constants.of("monolithic", "call").id).toBe("spin/call");
  expect(constants.fitted.map(({ id }) => id)).toEqual(["spin/call"]);
});

test("a cell that is left out is predicted by the others where they determine all constants, and not otherwise", () => {
  const three = constantsWith({ call: fittedCost(10, prot1, prot100, "t4.trap.spin") });
  const cells = [
    measuredAs(prot1, { call: 10 }, three, us(1000)),
    measuredAs(prot100, { call: 20 }, three, us(2000)),
    measuredAs("t4.trap.spin", { call: 1 }, three, us(50)),
  ];
  expect(errorLeftOut(cells[2], cells, three)).toBeCloseTo(1, 2);
  const two = protect(1, 1);
  const exact = [measuredAs(prot1, { call: 1, page: 1 }, two), measuredAs(prot100, { call: 1, page: 100 }, two)];
  expect(exact.map((cell) => errorLeftOut(cell, exact, two))).toEqual([undefined, undefined]);
});

test("whatever whole cycles cells were made of are found again from any other beginning", () => {
  const times = publishedCells().filter(
    ({ id, system, unit }) => id.startsWith("o1.") && system === "spin" && unit === "us",
  );
  const planted = fc.integer({ min: 1, max: 6 }).chain((size) =>
    fc.record({
      cycles: fc.array(fc.integer({ min: 1, max: 20_000 }), { minLength: size, maxLength: size }),
      counts: fc.array(fc.array(fc.integer({ min: 0, max: 100 }), { minLength: size, maxLength: size }), {
        minLength: size,
        maxLength: size,
      }),
      begin: fc.integer({ min: 1, max: 500 }),
    }),
  );
  fc.assert(
    fc.property(planted, ({ cycles, counts, begin }) => {
      const ids = times.slice(0, cycles.length).map(({ id }) => id);
      // Each constant is fitted to the cells that spend it, which must be some.
      const fittedTo = (at: number) => ids.filter((_, row) => counts[row][at] > 0);
      const costs = Object.fromEntries(cycles.map((_, at) => [`cost${at}`, fittedCost(begin, ...fittedTo(at))]));
      const constants = constantsWith(costs);
      const cells = ids.map((id, row) => {
        const spent = Object.fromEntries(counts[row].map((count, at) => [`cost${at}`, count]));
        return measuredAs(
          id,
          spent,
          constants,
          us(counts[row].reduce((sum, count, at) => sum + count * cycles[at], 0)),
        );
      });
      let found: number[];
      try {
        found = [...fitConstants(cells, constants).cycles.values()];
      } catch (error) {
        fc.pre(!String(error).includes("cannot be"));
        throw error;
      }
      fc.pre(found.length === cycles.length);
      expect(found).toEqual(cycles);
    }),
    { numRuns: 300 },
  );
});
