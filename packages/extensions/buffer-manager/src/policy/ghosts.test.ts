import fc from "fast-check";
import { expect, test } from "vitest";
import { Ghosts } from "./ghosts.js";
import { NONE } from "./policy.js";

test("a full history forgets the oldest page of the list that is added to", () => {
  const ghosts = new Ghosts(3, 2);
  for (const page of [10, 11]) ghosts.push(0, page);
  ghosts.push(1, 20);
  ghosts.push(0, 12);
  expect([10, 11, 12, 20].map((page) => ghosts.listOf(page))).toEqual([NONE, 0, 0, 1]);
  expect(ghosts.forget(11)).toBe(true);
  expect(ghosts.forget(11)).toBe(false);
  expect([ghosts.size(0), ghosts.size(1)]).toEqual([1, 1]);
});

test("a page that is remembered again is the newest, of the new list alone", () => {
  const ghosts = new Ghosts(4, 2);
  for (const page of [1, 2, 1]) ghosts.push(0, page);
  ghosts.dropOldest(0);
  expect([ghosts.listOf(1), ghosts.listOf(2)]).toEqual([0, NONE]);
  ghosts.push(1, 1);
  expect([ghosts.listOf(1), ghosts.size(0), ghosts.size(1)]).toEqual([1, 0, 1]);
});

test("a list with nothing to forget gets nothing from a history that another has filled", () => {
  const ghosts = new Ghosts(1, 2);
  ghosts.push(0, 1);
  expect(ghosts.push(1, 2)).toBe(NONE);
  expect([ghosts.listOf(1), ghosts.listOf(2)]).toEqual([0, NONE]);
});

test("G1: after any operations the history is the arrays it stands for", () => {
  const operation = fc.tuple(fc.constantFrom("push", "forget", "oldest"), fc.nat(20), fc.nat(1));
  fc.assert(
    fc.property(fc.array(operation, { maxLength: 200 }), (operations) => {
      const capacity = 6;
      const ghosts = new Ghosts(capacity, 2);
      let arrays: number[][] = [[], []];
      for (const [does, page, list] of operations) {
        if (does !== "oldest") arrays = arrays.map((array) => array.filter((other) => other !== page));
        if (does === "forget") ghosts.forget(page);
        if (does === "oldest") {
          ghosts.dropOldest(list);
          arrays[list].shift();
        }
        if (does === "push") {
          ghosts.push(list, page);
          if (arrays.flat().length === capacity && arrays[list].shift() === undefined) continue;
          arrays[list].push(page);
        }
      }
      for (let page = 0; page <= 20; page++) {
        expect(ghosts.listOf(page)).toBe(arrays.findIndex((array) => array.includes(page)));
      }
      expect([ghosts.size(0), ghosts.size(1)]).toEqual(arrays.map((array) => array.length));
    }),
  );
});
