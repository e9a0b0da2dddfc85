import fc from "fast-check";
import { expect, test } from "vitest";
import { alphaAxp3000400, Platter, sectorsOf } from "./index.js";

const sectorBytes = 512;
/** Where chunks meet, and where they don't. */
const sectors = fc.oneof(fc.nat(1000), fc.integer({ min: 250, max: 260 }));

function pattern(count: number, seed: number): Uint8Array {
  return Uint8Array.from({ length: count * sectorBytes }, (_, at) => (at * 31 + seed) & 255);
}

function read(platter: Platter, sector: number, count: number): Uint8Array {
  const bytes = new Uint8Array(count * sectorBytes).fill(0xee);
  platter.copyTo(sector, bytes);
  return bytes;
}

test("a platter of a drive has the drive's sectors, and is empty", () => {
  const platter = Platter.for(alphaAxp3000400.disk);
  expect(platter.sectors).toBe(sectorsOf(alphaAxp3000400.disk));
  // 1 GB, as the papers say of the drive.
  expect((platter.sectors * platter.sectorBytes) / 1e9).toBeCloseTo(1.05, 1);
  expect(read(platter, platter.sectors - 1, 1)).toEqual(new Uint8Array(sectorBytes));
});

test("zeros overwrite what was there, and are no more than was there before", () => {
  const platter = new Platter({ sectorBytes, sectors: 2000 });
  platter.copyFrom(255, pattern(2, 1));
  platter.copyFrom(255, new Uint8Array(2 * sectorBytes));
  expect(read(platter, 254, 4)).toEqual(new Uint8Array(4 * sectorBytes));
});

test("what is written to a platter or its copies is seen on that one alone (D3)", () => {
  const write = fc.record({
    on: fc.nat(4),
    sector: sectors,
    count: fc.integer({ min: 1, max: 20 }),
    seed: fc.nat(255),
  });
  const copy = fc.record({ copyOf: fc.nat(4) });
  fc.assert(
    fc.property(fc.array(fc.oneof({ weight: 3, arbitrary: write }, { weight: 1, arbitrary: copy })), (history) => {
      const size = 1100;
      const pairs = [
        { platter: new Platter({ sectorBytes, sectors: size }), model: new Uint8Array(size * sectorBytes) },
      ];
      for (const step of history) {
        if ("copyOf" in step) {
          const { platter, model } = pairs[step.copyOf % pairs.length];
          if (pairs.length < 5) pairs.push({ platter: platter.copy(), model: model.slice() });
        } else {
          const { platter, model } = pairs[step.on % pairs.length];
          const bytes = step.seed === 0 ? new Uint8Array(step.count * sectorBytes) : pattern(step.count, step.seed);
          platter.copyFrom(step.sector, bytes);
          model.set(bytes, step.sector * sectorBytes);
        }
      }
      for (const { platter, model } of pairs) expect(Buffer.compare(read(platter, 0, size), model)).toBe(0);
    }),
    { numRuns: 60 },
  );
});
