import { expect, test } from "vitest";
import { isIn, WriteOrder, type BlockRange } from "./write-order.js";

const intentions: BlockRange = { first: 0, blocks: 10, name: "intentions" };
const log: BlockRange = { first: 10, blocks: 10 };
const data: BlockRange = { first: 20, blocks: 10 };

test("a range has its blocks and no others", () => {
  expect([9, 10, 19, 20].map((block) => isIn(log, block))).toEqual([false, true, true, false]);
});

test("a block comes after the ranges that it was ordered after, and only right after", () => {
  const order = new WriteOrder();
  order.add(log, data);
  order.add(intentions, log);
  expect(order.before(25)).toEqual([log]);
  expect(order.before(15)).toEqual([intentions]);
  expect(order.before(5)).toEqual([]);
});

test("an order that is given twice holds once", () => {
  const order = new WriteOrder();
  order.add(log, data);
  order.add({ ...log }, { ...data });
  expect(order.before(20)).toHaveLength(1);
});

test("a range cannot come before itself", () => {
  expect(() => new WriteOrder().add(log, log)).toThrow(expect.objectContaining({ code: "RSP_ORDER_CYCLE" }));
  const overlapping = { first: 19, blocks: 5 };
  expect(() => new WriteOrder().add(log, overlapping)).toThrow(expect.objectContaining({ code: "RSP_ORDER_CYCLE" }));
});

test("nor through others; the message names both, and the order before stays as it was", () => {
  const order = new WriteOrder();
  order.add(log, data);
  order.add(intentions, log);
  expect(() => order.add(data, intentions)).toThrow(
    "blocks 20 to 29 cannot be written before intentions: the order asked for before has it after; leave one of them out",
  );
  expect(order.before(5)).toEqual([]);
});

test("two ways to the same range are no ring", () => {
  const order = new WriteOrder();
  order.add(intentions, log);
  order.add(log, data);
  order.add(intentions, data);
  expect(order.before(20)).toEqual([log, intentions]);
});
