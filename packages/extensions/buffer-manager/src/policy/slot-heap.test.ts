import fc from "fast-check";
import { expect, test } from "vitest";
import { NONE } from "./policy.js";
import { SlotHeap } from "./slot-heap.js";

test("H1: after any operations the smallest slot is the one a search finds", () => {
  const operation = fc.tuple(fc.constantFrom("insert", "raise", "remove"), fc.nat(15), fc.nat(9), fc.nat(9));
  fc.assert(
    fc.property(fc.array(operation, { maxLength: 200, size: "max" }), (operations) => {
      const heap = new SlotHeap(16);
      const numbers = new Map<number, readonly [number, number, number]>();
      for (const [does, slot, first, second] of operations) {
        const old = numbers.get(slot);
        // The slot is the third number, so that what is compared has no ties; the heap may order ties as it likes.
        if (old === undefined && does === "insert") {
          heap.insert(slot, first, second * 16 + slot);
          numbers.set(slot, [first, second * 16 + slot, slot]);
        } else if (old !== undefined && does === "raise") {
          heap.raise(slot, old[0] + first, old[1] + second * 16);
          numbers.set(slot, [old[0] + first, old[1] + second * 16, slot]);
        } else if (old !== undefined && does === "remove") {
          heap.remove(slot);
          numbers.delete(slot);
        }
        const order = [...numbers.values()].toSorted((a, b) => a[0] - b[0] || a[1] - b[1]);
        expect(heap.smallest).toBe(order.at(0)?.[2] ?? NONE);
      }
    }),
  );
});

test("a slot is in the heap once", () => {
  const heap = new SlotHeap(2);
  heap.insert(0, 1, 1);
  expect(() => heap.insert(0, 2, 2)).toThrow(expect.objectContaining({ code: "RSP_INVARIANT" }));
  expect(() => heap.remove(1)).toThrow(expect.objectContaining({ code: "RSP_INVARIANT" }));
  expect([heap.isAt(0, 1, 1), heap.isAt(0, 1, 2)]).toEqual([true, false]);
});
