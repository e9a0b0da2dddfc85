import fc from "fast-check";
import { expect, test } from "vitest";
import { Lists } from "./lists.js";
import { NONE } from "./policy.js";

/** A list from front to back, and the same read from back to front. */
function walk(lists: Lists, list: number): { forwards: number[]; backwards: number[] } {
  const forwards: number[] = [];
  const backwards: number[] = [];
  for (let item = lists.front(list); item !== NONE; item = lists.towardsBack(item)) forwards.push(item);
  for (let item = lists.back(list); item !== NONE; item = lists.towardsFront(item)) backwards.push(item);
  return { forwards, backwards };
}

test("items enter at the front and can leave from anywhere", () => {
  const lists = new Lists(4, 2);
  for (const item of [0, 1, 2]) lists.pushFront(0, item);
  lists.pushFront(1, 3);
  expect(walk(lists, 0).forwards).toEqual([2, 1, 0]);
  expect(lists.moveToFront(1)).toBe(true);
  expect(lists.moveToFront(1)).toBe(false);
  lists.unlink(2);
  expect(walk(lists, 0)).toEqual({ forwards: [1, 0], backwards: [0, 1] });
  expect([lists.home(3), lists.home(2), lists.size(0), lists.size(1)]).toEqual([1, NONE, 2, 1]);
});

test("an item is linked once, and unlinked only where it is", () => {
  const lists = new Lists(2, 2);
  lists.pushFront(0, 1);
  const stopped = expect.objectContaining({ code: "RSP_INVARIANT" });
  expect(() => lists.pushFront(1, 1)).toThrow(stopped);
  expect(() => lists.unlink(0)).toThrow(stopped);
  expect(() => lists.moveToFront(0)).toThrow(stopped);
  for (const outside of [-1, 2, 3]) {
    expect(() => lists.pushFront(0, outside)).toThrow(stopped);
    expect(() => lists.unlink(outside)).toThrow(stopped);
  }
});

test("Q1: after any operations the lists are the arrays they stand for", () => {
  const operation = fc.tuple(fc.constantFrom("push", "unlink", "move"), fc.nat(9), fc.nat(2));
  fc.assert(
    fc.property(fc.array(operation, { maxLength: 200 }), (operations) => {
      const lists = new Lists(10, 3);
      const arrays: number[][] = [[], [], []];
      for (const [does, item, list] of operations) {
        const at = arrays.findIndex((array) => array.includes(item));
        if ((does === "push") !== (at === NONE)) continue;
        if (at !== NONE) arrays[at].splice(arrays[at].indexOf(item), 1);
        if (does === "push") lists.pushFront(list, item);
        else if (does === "unlink") lists.unlink(item);
        else lists.moveToFront(item);
        if (does !== "unlink") arrays[does === "push" ? list : at].unshift(item);
      }
      arrays.forEach((array, list) => {
        expect(walk(lists, list)).toEqual({ forwards: array, backwards: array.toReversed() });
        expect(lists.size(list)).toBe(array.length);
      });
    }),
  );
});
