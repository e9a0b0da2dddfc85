import fc from "fast-check";
import { expect, test } from "vitest";
import { EventQueue } from "./index.js";

function drain(queue: EventQueue): void {
  while (queue.length > 0) queue.take().run();
}

test("events come in the order of their cycles, and in the order of posting within one", () => {
  const queue = new EventQueue();
  const log: string[] = [];
  queue.post(20, () => log.push("later"));
  queue.post(10, () => log.push("first"));
  queue.post(10, () => log.push("second"));
  expect(queue.nextCycle).toBe(10);
  drain(queue);
  expect(log).toEqual(["first", "second", "later"]);
  expect(queue.nextCycle).toBe(Infinity);
});

test("nothing is taken from an empty queue", () => {
  expect(() => new EventQueue().take()).toThrowError(expect.objectContaining({ code: "RSP_INVARIANT" }));
});

test("a queue that is cleared has forgotten everything", () => {
  const queue = new EventQueue();
  queue.post(1, () => expect.unreachable());
  queue.clear();
  expect(queue.length).toBe(0);
  queue.post(2, () => {});
  expect(queue.take().cycle).toBe(2);
});

test("a device that posts without end is stopped", () => {
  const queue = new EventQueue();
  const fill = (): void => {
    for (let n = 0; n <= 65_536; n++) queue.post(n, () => {});
  };
  expect(fill).toThrowError(expect.objectContaining({ code: "RSP_EVENTS_FULL" }));
  expect(queue.length).toBe(65_536);
});

test("after any history the queue gives what a sorted list would", () => {
  // A number posts an event for that cycle, null takes the next one.
  const histories = fc.array(fc.option(fc.nat(20), { freq: 2 }), { maxLength: 400 });
  fc.assert(
    fc.property(histories, (history) => {
      const queue = new EventQueue();
      const list: { cycle: number; sequence: number }[] = [];
      let taken = -1;
      const take = (): void => {
        const [expected] = list.splice(0, 1);
        expect(queue.nextCycle).toBe(expected.cycle);
        const event = queue.take();
        event.run();
        expect([event.cycle, taken]).toEqual([expected.cycle, expected.sequence]);
      };
      for (const [sequence, cycle] of history.entries()) {
        if (cycle !== null) {
          queue.post(cycle, () => (taken = sequence));
          list.push({ cycle, sequence });
          list.sort((a, b) => a.cycle - b.cycle || a.sequence - b.sequence);
        } else if (list.length > 0) take();
        expect(queue.length).toBe(list.length);
      }
      while (list.length > 0) take();
    }),
  );
});
