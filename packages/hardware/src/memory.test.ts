import { expect, test } from "vitest";
import { PhysicalMemory } from "./index.js";

test("a frame's bytes and the processor's words are the same memory, frame after frame", () => {
  const memory = new PhysicalMemory(3, 512);
  expect(memory.words.length).toBe((3 * 512) / 4);
  memory.words[128] = 0x04_03_02_01;
  expect([...memory.frame(1).subarray(0, 5)]).toEqual([1, 2, 3, 4, 0]);
  memory.frame(2).fill(255);
  expect(memory.words[255]).toBe(0);
  expect(memory.words[256]).toBe(-1);
});

test("a frame's view is always the same one, and reaches no other frame", () => {
  const memory = new PhysicalMemory(2, 512);
  expect(memory.frame(1)).toBe(memory.frame(1));
  expect(memory.frame(0).length).toBe(512);
  memory.frame(0).fill(7);
  expect(memory.frame(1).every((byte) => byte === 0)).toBe(true);
});

test.each([
  [0, 8192],
  [1.5, 8192],
  [-1, 8192],
  [4, 1000],
  [4, 256],
])("no machine has %d frames of %d bytes", (frames, frameBytes) => {
  expect(() => new PhysicalMemory(frames, frameBytes)).toThrowError(expect.objectContaining({ code: "RSP_INVARIANT" }));
});
