import fc from "fast-check";
import { expect, test } from "vitest";
import { Drum } from "./drum.js";

test("a ticket belongs to the slot that a count from slot 0 on comes to", () => {
  const drum = new Drum();
  for (const [slot, tickets] of [10, 2, 5, 1, 2].entries()) drum.put(slot, tickets);
  expect(drum.total).toBe(20);
  // The paper's example (Figure 1): of twenty tickets, number 15 is the third client's.
  expect(drum.slotOf(15)).toBe(2);
  expect([0, 9, 10, 11, 12, 16, 17, 18, 19].map((ticket) => drum.slotOf(ticket))).toEqual([0, 0, 1, 1, 2, 2, 3, 4, 4]);
});

test("after any puts, every ticket is whose it is in a plain list (W1)", () => {
  const puts = fc.array(fc.tuple(fc.nat(40), fc.nat(5)), { maxLength: 60 });
  fc.assert(
    fc.property(puts, (all) => {
      const drum = new Drum();
      const plain = Array.from({ length: 41 }, () => 0);
      for (const [slot, tickets] of all) {
        drum.put(slot, tickets);
        plain[slot] = tickets;
      }
      const owners = plain.flatMap((tickets, slot) => Array.from({ length: tickets }, () => slot));
      expect(drum.total).toBe(owners.length);
      expect(owners.map((_, ticket) => drum.slotOf(ticket))).toEqual(owners);
    }),
  );
});
