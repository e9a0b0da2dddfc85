import { expect, test } from "vitest";
import { asIn, calibratedText, cost, fitted, parseCalibrated, resolveCosts, type Calibrated } from "./calibrated.js";
import { systemCosts, systemNames } from "./profile.js";

const declared = {
  spin: {
    path: fitted("call", "crossing", ["t2.system-call.spin"], "what is left"),
    step: cost(12, "step", "policy", "assumed", "a dozen"),
  },
  monolithic: { path: asIn("spin", "calibrated", "the same"), step: asIn("spin", "assumed", "as in SPIN") },
  microkernel: { path: fitted("call", "crossing", ["t2.system-call.microkernel"]) },
};
const calibrated: Calibrated = {
  schema: "respin.calibrated/v1",
  machine: "alpha-axp-3000-400",
  cells: ["t2.system-call.spin"],
  cycles: { spin: { path: 257 } },
};

test("a fitted cost has the cycles of the file, one of another system has that system's, and the rest what they declare", () => {
  const costs = resolveCosts(declared, calibrated);
  expect(costs.spin["path"]).toMatchObject({ cycles: 257, origin: "calibrated", fittedTo: ["t2.system-call.spin"] });
  expect(costs.monolithic["path"]).toMatchObject({ cycles: 257, unit: "call", origin: "calibrated", as: "spin" });
  expect(costs.monolithic["path"]).not.toHaveProperty("fittedTo");
  expect(costs.monolithic["step"]).toMatchObject({ cycles: 12, origin: "assumed", source: "as in SPIN" });
});

test("a cost that was never fitted is one cycle, so that it is counted where it is spent", () => {
  expect(resolveCosts(declared, calibrated).microkernel["path"].cycles).toBe(1);
});

test("what is written is read again", () => {
  const { machine, cells, cycles } = calibrated;
  expect(parseCalibrated(calibratedText(machine, cells, cycles))).toEqual(calibrated);
});

test.each([
  ["", /it is not JSON/],
  ["{}", /it is no respin.calibrated/],
  [JSON.stringify({ ...calibrated, machine: 1 }), /names no machine/],
  [JSON.stringify({ ...calibrated, cells: [1] }), /lists no cells/],
  [JSON.stringify({ ...calibrated, cycles: [] }), /holds no cycles/],
  [JSON.stringify({ ...calibrated, cycles: { spin: 1 } }), /no costs of spin/],
  [JSON.stringify({ ...calibrated, cycles: { spin: { path: 2.5 } } }), /path of spin is no whole number from 1 up/],
  [JSON.stringify({ ...calibrated, cycles: { spin: { path: 0 } } }), /path of spin is no whole number from 1 up/],
])("%j is refused in one line", (text, message) => {
  expect(() => parseCalibrated(text)).toThrow(
    expect.objectContaining({ code: "RSP_CALIBRATED", message: expect.stringMatching(message) }),
  );
});

test("every calibrated cost names its cells, or the system whose cost it is, and no other does", () => {
  for (const name of systemNames) {
    for (const [each, { origin, fittedTo, as }] of Object.entries(systemCosts[name])) {
      const isFitted = fittedTo !== undefined || as !== undefined;
      expect(origin === "calibrated" ? isFitted : fittedTo === undefined, `${each} of ${name}`).toBe(true);
    }
  }
});
