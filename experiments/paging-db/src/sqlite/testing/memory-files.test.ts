import { expect, test } from "vitest";
import { MemoryFiles, PowerCut } from "./memory-files.js";

const PAGE = 4096;
const filled = (value: number) => new Uint8Array(PAGE).fill(value);

/** Files with one file of ones that is durable. */
function withFile(seed: number, cutAt?: number) {
  const files = new MemoryFiles({ seed, ...(cutAt === undefined ? {} : { cutAt }) });
  const file = files.open("f", true) ?? -1;
  files.write(file, filled(1), 0);
  files.sync(file);
  return { files, file };
}

test("what was synced survives every cut", () => {
  for (let seed = 0; seed < 50; seed++) {
    const { files } = withFile(seed);
    expect(files.recover().content("f")).toEqual(filled(1));
  }
});

test("a write that was not synced is kept, lost, or torn between sectors of 512 bytes", () => {
  const fates = new Set<string>();
  for (let seed = 0; seed < 100; seed++) {
    const { files, file } = withFile(seed);
    files.write(file, filled(2), 0);
    const sectors = [];
    const found = files.recover().content("f");
    for (let at = 0; at < PAGE; at += 512) {
      const values = new Set(found.subarray(at, at + 512));
      expect(values.size).toBe(1);
      sectors.push([...values][0]);
    }
    fates.add(new Set(sectors).size === 2 ? "torn" : sectors[0] === 2 ? "kept" : "lost");
  }
  expect([...fates].toSorted()).toEqual(["kept", "lost", "torn"]);
});

test("a later write may survive an earlier one", () => {
  const outcomes = new Set<string>();
  for (let seed = 0; seed < 100; seed++) {
    const { files, file } = withFile(seed);
    files.write(file, Uint8Array.of(5), 0);
    files.write(file, Uint8Array.of(6), 1000);
    const found = files.recover().content("f");
    outcomes.add(`${found[0]}${found[1000]}`);
  }
  expect([...outcomes].toSorted()).toEqual(["11", "16", "51", "56"]);
});

test("the size is one that the file has had, and what was not written in it is not the new data", () => {
  const sizes = new Set<number>();
  for (let seed = 0; seed < 100; seed++) {
    const { files, file } = withFile(seed);
    files.write(file, filled(2), PAGE);
    files.truncate(file, 100);
    sizes.add(files.recover().content("f").length);
  }
  expect([...sizes].toSorted((a, b) => a - b)).toEqual([100, PAGE, 2 * PAGE]);
});

test("a file that was never synced may be gone; a removed one is", () => {
  const there = new Set<boolean>();
  for (let seed = 0; seed < 30; seed++) {
    const { files } = withFile(seed);
    files.open("new", true);
    files.remove("f");
    const found = files.recover();
    there.add(found.exists("new"));
    expect(found.exists("f")).toBe(false);
  }
  expect(there.size).toBe(2);
});

test("the cut comes in the operation it was set for, and everything after throws", () => {
  // The file is made by operations 1 to 3.
  const { files, file } = withFile(1, 5);
  files.write(file, filled(2), 0);
  expect(() => files.sync(file)).toThrow(PowerCut);
  expect(() => files.size(file)).toThrow(PowerCut);
  expect(() => files.read(file, filled(0), 0)).toThrow(PowerCut);
  expect(files.recover().exists("f")).toBe(true);
});

test("reads stop at the end of the file", () => {
  const { files, file } = withFile(1);
  const into = filled(9);
  expect(files.read(file, into, PAGE - 10)).toBe(10);
  expect(into[10]).toBe(9);
  expect(files.read(file, into, PAGE)).toBe(0);
});
