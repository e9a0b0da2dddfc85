import { expect, test } from "vitest";
import fc from "fast-check";
import { ExternalReferences } from "./index.js";

test("a released reference never resolves again, though its place is used again", () => {
  const table = new ExternalReferences<object>("db");
  const first = { first: true };
  const reference = table.externalize(first);
  expect(table.resolve(reference, "Read")).toBe(first);
  table.release(reference, "Close");
  const again = table.externalize({});
  expect(again).not.toBe(reference);
  expect(() => table.resolve(reference, "Read")).toThrowError("Read: db holds no reference");
  expect(table.held).toBe(1);
});

test.each([-1, 0.5, Number.NaN, 2 ** 60, 0, 65_536 * 7])("%d is no reference", (reference) => {
  const table = new ExternalReferences<object>("db");
  table.externalize({});
  expect(() => table.resolve(reference, "Read")).toThrowError(/holds no reference/);
});

test("after any history, exactly what is held resolves, to what it was given for (X1)", () => {
  fc.assert(
    fc.property(fc.array(fc.nat(9), { maxLength: 300 }), (history) => {
      const table = new ExternalReferences<object>("db");
      const held = new Map<number, object>();
      const released: number[] = [];
      for (const choice of history) {
        const oldest = held.keys().next();
        if (choice < 6 || oldest.done === true) {
          const capability = {};
          held.set(table.externalize(capability), capability);
        } else {
          table.release(oldest.value, "Close");
          held.delete(oldest.value);
          released.push(oldest.value);
        }
      }
      for (const [reference, capability] of held) expect(table.resolve(reference, "Read")).toBe(capability);
      for (const reference of released) expect(() => table.resolve(reference, "Read")).toThrowError();
      expect(table.held).toBe(held.size);
    }),
  );
});
