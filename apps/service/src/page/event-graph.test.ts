import fc from "fast-check";
import { expect, test } from "vitest";
import { type Box, layOut, selectEvents } from "../../page/view/event-graph.js";
import { sampleLive } from "./testing/sample.js";

const { events } = sampleLive(100);

test("the most raised event stands first", () => {
  const { shown, matching, total } = selectEvents(events, "", 3);
  expect(shown.map(({ name }) => name)).toEqual(["Trap.SystemCall", "Translation.PageNotPresent", "Strand.Block"]);
  expect([matching, total]).toEqual([21, 21]);
});

test("the filter finds events by their name, a handler's and a module's, in any case", () => {
  const names = (filter: string) => selectEvents(events, filter, 99).shown.map(({ name }) => name);
  expect(names(" strand.BLOCK ")).toEqual(["Strand.Block"]);
  expect(names("manager.onfault")).toEqual(["Translation.PageNotPresent"]);
  expect(names("lottery-s")).toEqual(["Strand.Block", "Strand.Unblock"]);
  expect(names("<img")).toEqual([]);
});

test("an event with very many handlers draws a few and says how many more there are", () => {
  const handlers = Array.from({ length: 50 }, (_, n) => ({ name: `h${n}`, module: "m" }));
  const [event] = layOut([{ name: "E", raises: 1, handlers }], 900).events;
  expect(event.handlers).toHaveLength(6);
  expect(event.handlers.at(-1)?.label).toBe("and 45 more");
});

const drawable = fc.array(
  fc.record({
    name: fc.string({ maxLength: 60 }),
    raises: fc.nat(),
    handlers: fc.array(fc.record({ name: fc.string({ maxLength: 60 }), module: fc.constantFrom("", "a", "b", "c") }), {
      maxLength: 9,
    }),
  }),
  { maxLength: 12 },
);

test("at any width no boxes overlap, and none leaves the drawing", () => {
  fc.assert(
    fc.property(drawable, fc.integer({ min: 240, max: 1600 }), (shown, width) => {
      const graph = layOut(shown, width);
      const boxes: Box[] = [...graph.modules, ...graph.events.flatMap((event) => [event, ...event.handlers])];
      for (const [index, box] of boxes.entries()) {
        expect(box.x >= 0 && box.x + box.width <= graph.width && box.y >= 0).toBe(true);
        expect(box.y + box.height).toBeLessThanOrEqual(graph.height + 0.001);
        for (const other of boxes.slice(index + 1)) expect(overlap(box, other)).toBe(false);
      }
    }),
    { numRuns: 60 },
  );
});

function overlap(a: Box, b: Box): boolean {
  const apart = a.x + a.width <= b.x || b.x + b.width <= a.x || a.y + a.height <= b.y || b.y + b.height <= a.y;
  return !apart;
}
