import fc from "fast-check";
import { expect, test } from "vitest";
import { nearest, suggestion } from "./index.js";

const commands = ["list", "run", "validate", "calibrate", "machine", "compare", "new"];

test.each([
  ["rnu", "run"],
  ["lsit", "list"],
  ["val", "validate"],
  ["calibrat", "calibrate"],
  ["compare-all", "compare"],
  ["Machine", "machine"],
  ["mchn", "machine"],
])("%s is meant to be %s", (typed, meant) => {
  expect(nearest(typed, commands)).toBe(meant);
});

test.each(["frobnicate", "x", "", "deploy", "e", "7", "constructor"])("nothing is near %j", (typed) => {
  expect(nearest(typed, commands)).toBeUndefined();
});

test("letters that were left out of a long name do not make it another", () => {
  expect(nearest("alpha-3000", ["alpha-axp-3000-400"])).toBe("alpha-axp-3000-400");
  expect(nearest("none", ["alpha-axp-3000-400"])).toBeUndefined();
});

test("where nothing is near, what there is is named, and of much how much", () => {
  expect(suggestion("vax", ["alpha"])).toBe("there is only alpha");
  expect(suggestion("frobnicate", ["run", "list"])).toBe("there are run, list");
  expect(suggestion("rnu", ["run", "list"])).toBe("did you mean run? (one of run, list)");
  expect(suggestion("rnu", ["run"])).toBe("did you mean run?");
  const many = Array.from({ length: 200 }, (_, n) => `t${n}.cell`);
  expect(suggestion("unheard-of", many)).toMatch(/^there are 200, t0\.cell, .*, t11\.cell among them$/);
  expect(suggestion("x", [])).toBe("there is none to choose from");
});

test("a word is nearest to itself, and one wrong letter leaves a word of three or more near", () => {
  const word = fc.stringMatching(/^[a-z]{3,12}$/);
  fc.assert(
    fc.property(word, fc.nat(), fc.constantFrom(..."0123456789"), (right, at, wrong) => {
      expect(nearest(right, [...commands, right])?.toLowerCase()).toBe(right);
      const place = at % right.length;
      const typed = right.slice(0, place) + wrong + right.slice(place + 1);
      expect(nearest(typed, [right])).toBe(right);
    }),
  );
});
