import fc from "fast-check";
import { expect, test } from "vitest";
import { alphaAxp3000400, Disk, EventQueue, Platter, type DiskProfile, type PowerCut } from "./index.js";

const { disk: profile } = alphaAxp3000400;
const { sectorBytes } = profile;
const sectorsPerCylinder = profile.sectorsPerTrack * profile.heads;
const sectorCycles = profile.revolutionCycles / profile.sectorsPerTrack;

/** A drive with a clock that only its own completions and `idle` move. */
class Bench {
  readonly platter: Platter;
  readonly events = new EventQueue();
  readonly disk: Disk;
  cycles = 0;

  constructor(platter = Platter.for(profile), drive: DiskProfile = profile) {
    this.platter = platter;
    this.disk = new Disk(drive, platter, this.events, () => this.cycles);
  }

  /** Serve everything in the queue. */
  finish(): void {
    while (this.events.length > 0) {
      const { cycle, run } = this.events.take();
      this.cycles = Math.max(this.cycles, cycle);
      run();
    }
  }

  /** How long one request takes when nothing else is in the queue. */
  time(request: (done: () => void) => void): number {
    const start = this.cycles;
    request(() => {});
    this.finish();
    return this.cycles - start;
  }
}

const filled = (sectors: number, value: number): Uint8Array => new Uint8Array(sectors * sectorBytes).fill(value);
const coded = (code: string): unknown => expect.objectContaining({ code });
const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;

function read(platter: Platter, sector: number, sectors: number): Uint8Array {
  const bytes = filled(sectors, 0xee);
  platter.copyTo(sector, bytes);
  return bytes;
}

test("what was written is read back, on this machine and the next", () => {
  const bench = new Bench();
  bench.disk.write(1000, filled(3, 7), () => {});
  bench.finish();
  const back = filled(5, 0xee);
  bench.disk.read(999, back, () => {});
  bench.finish();
  expect(back).toEqual(Uint8Array.from([...filled(1, 0), ...filled(3, 7), ...filled(1, 0)]));
  const { reads, writes, sectorsRead, sectorsWritten } = bench.disk;
  expect({ reads, writes, sectorsRead, sectorsWritten }).toEqual({
    reads: 1,
    writes: 1,
    sectorsRead: 5,
    sectorsWritten: 3,
  });
  const next = new Bench(bench.platter);
  const again = filled(3, 0);
  next.disk.read(1000, again, () => {});
  next.finish();
  expect(again).toEqual(filled(3, 7));
});

test("when a write is done its bytes are on the platter (D2), and not before", () => {
  const bench = new Bench();
  let done = false;
  bench.disk.write(5, filled(2, 9), () => {
    done = true;
    expect(read(bench.platter, 5, 2)).toEqual(filled(2, 9));
  });
  expect(read(bench.platter, 5, 2)).toEqual(filled(2, 0));
  bench.finish();
  expect(done).toBe(true);
});

test("requests are served upwards from the arm, then again from the lowest", () => {
  const bench = new Bench();
  const order: number[] = [];
  const request = (cylinder: number): void =>
    bench.disk.read(cylinder * sectorsPerCylinder, filled(1, 0), () => order.push(cylinder));
  // The first is served at once, and takes the arm to cylinder 900; one that comes meanwhile is put in its place.
  for (const cylinder of [900, 100, 1500, 50, 901, 900]) request(cylinder);
  bench.disk.read(1600 * sectorsPerCylinder, filled(1, 0), () => request(1000));
  bench.finish();
  expect(order).toEqual([900, 900, 901, 1500, 50, 100, 1000]);
});

test("two requests for one place are served in the order in which they were made", () => {
  const bench = new Bench();
  bench.disk.read(0, filled(1, 0), () => {});
  for (const value of [1, 2, 3]) bench.disk.write(77, filled(1, value), () => {});
  bench.finish();
  expect(read(bench.platter, 77, 1)).toEqual(filled(1, 3));
});

test("the arm passes over the queue once upwards before it comes back, whatever is asked (C-LOOK)", () => {
  const cylinders = fc.array(fc.nat(profile.cylinders - 1), { minLength: 1, maxLength: 50 });
  fc.assert(
    fc.property(cylinders, (asked) => {
      const bench = new Bench();
      const order: number[] = [];
      for (const cylinder of asked)
        bench.disk.write(cylinder * sectorsPerCylinder, filled(1, 1), () => order.push(cylinder));
      bench.finish();
      const [first, ...rest] = asked;
      const sorted = rest.toSorted((a, b) => a - b);
      const up = sorted.filter((cylinder) => cylinder >= first);
      expect(order).toEqual([first, ...up, ...sorted.slice(0, sorted.length - up.length)]);
    }),
    { numRuns: 50 },
  );
});

test("sequential reads run near the rate of the media", () => {
  const bench = new Bench();
  const sectors = 16;
  const times = Array.from({ length: 400 }, (_, n) =>
    bench.time((done) => bench.disk.read(n * sectors, filled(sectors, 0), done)),
  );
  const media = sectors * sectorCycles;
  expect(mean(times.slice(1)) / media).toBeGreaterThan(0.99);
  expect(mean(times.slice(1)) / media).toBeLessThan(1.05);
});

test("what was read ahead while nobody asked comes at the rate of the bus, and only as much as the buffer holds", () => {
  const bench = new Bench();
  const sectors = 16;
  const next = (n: number): number => bench.time((done) => bench.disk.read(n * sectors, filled(sectors, 0), done));
  next(0);
  bench.cycles += 1000 * profile.revolutionCycles;
  const times = Array.from({ length: 400 }, (_, n) => next(n + 1));
  const bus = profile.commandCycles + sectors * profile.busSectorCycles;
  expect(times[0]).toBe(bus);
  // While it is emptied the drive reads on: in the time of one read at the rate of the bus, bus / media of a read.
  const media = sectors * sectorCycles;
  const buffered = profile.readAheadSectors / sectors / (1 - bus / media);
  const fast = times.filter((time) => time < (bus + media) / 2).length;
  expect(Math.abs(fast - buffered)).toBeLessThan(5);
  expect(mean(times.slice(fast + 5)) / media).toBeGreaterThan(0.99);
});

test("random reads cost about an average seek and half a rotation", () => {
  const bench = new Bench();
  const blocks = Math.floor(bench.platter.sectors / 16);
  let block = 1;
  const times = Array.from({ length: 2000 }, () => {
    block = (block * 48_271) % 2_147_483_647;
    return bench.time((done) => bench.disk.read((block % blocks) * 16, filled(16, 0), done));
  });
  const { commandCycles, seekAverageCycles, revolutionCycles, busSectorCycles } = profile;
  const expected = commandCycles + seekAverageCycles + revolutionCycles / 2 + 16 * (sectorCycles + busSectorCycles);
  expect(mean(times) / expected).toBeGreaterThan(0.95);
  expect(mean(times) / expected).toBeLessThan(1.05);
});

test("a write to the place just read waits for the platter to come round", () => {
  const bench = new Bench();
  bench.time((done) => bench.disk.read(0, filled(16, 0), done));
  const time = bench.time((done) => bench.disk.write(0, filled(16, 1), done));
  expect(time).toBeGreaterThan(profile.revolutionCycles / 2);
  expect(time).toBeLessThan(1.5 * profile.revolutionCycles + profile.commandCycles);
  // What was read ahead is of no use after it.
  expect(bench.time((done) => bench.disk.read(16, filled(16, 0), done))).toBeGreaterThan(16 * sectorCycles);
});

/** Write sectors of `value` over sectors of 1 and cut the power at the n-th write; what is on the platter then. */
function cut(writes: readonly { sector: number; sectors: number }[], how: PowerCut): { bench: Bench; done: number[] } {
  const bench = new Bench(new Platter({ sectorBytes, sectors: 64 }), profile);
  bench.platter.copyFrom(0, filled(64, 1));
  bench.disk.cutPower(how);
  const done: number[] = [];
  for (const [n, { sector, sectors }] of writes.entries()) {
    bench.disk.write(sector, filled(sectors, n + 2), () => done.push(n));
  }
  if (how.atWrite > writes.length) bench.finish();
  else expect(() => bench.finish()).toThrowError(coded("RSP_POWER_CUT"));
  return { bench, done };
}

test("a write that the power cut drops leaves no trace, and nothing after it happens", () => {
  const { bench, done } = cut(
    [8, 16, 24].map((sector) => ({ sector, sectors: 8 })),
    {
      atWrite: 2,
      mode: "drop",
      tornFraction: 0.5,
    },
  );
  expect(done).toEqual([0]);
  expect(read(bench.platter, 8, 8)).toEqual(filled(8, 2));
  expect(read(bench.platter, 16, 16)).toEqual(filled(16, 1));
  expect(bench.events.length).toBe(0);
  expect(() => bench.disk.write(0, filled(1, 9), () => {})).toThrowError(coded("RSP_POWER_CUT"));
  expect(() => bench.disk.read(0, filled(1, 9), () => {})).toThrowError("at write 2");
  // The platter lives on in another machine.
  const next = new Bench(bench.platter);
  next.disk.write(16, filled(8, 5), () => {});
  next.finish();
  expect(read(bench.platter, 16, 8)).toEqual(filled(8, 5));
});

test("a torn write keeps some sectors from its beginning, never all and never part of one (D1)", () => {
  const fractions = fc.oneof(fc.double({ min: 0, max: 1, noNaN: true }), fc.constantFrom(0, 1, 0.5));
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 16 }), fractions, (sectors, tornFraction) => {
      const { bench } = cut([{ sector: 3, sectors }], { atWrite: 1, mode: "tear", tornFraction });
      const after = read(bench.platter, 0, 64);
      const kept = after.filter((byte) => byte === 2).length / sectorBytes;
      expect(kept).toBe(Math.min(sectors - 1, Math.floor(sectors * tornFraction)));
      const expected = filled(64, 1);
      expected.fill(2, 3 * sectorBytes, (3 + kept) * sectorBytes);
      expect(Buffer.compare(after, expected)).toBe(0);
    }),
  );
});

test("wherever the power is cut, what was done is on the platter and what was not begun is not (D1, D2)", () => {
  const writes = Array.from({ length: 8 }, (_, n) => ({ sector: ((n * 5) % 8) * 8, sectors: 8 }));
  for (const mode of ["drop", "tear"] as const) {
    for (let atWrite = 1; atWrite <= writes.length + 1; atWrite++) {
      const { bench, done } = cut(writes, { atWrite, mode, tornFraction: 0.6 });
      expect(done.length).toBe(atWrite - 1);
      let torn = 0;
      for (const [n, { sector, sectors }] of writes.entries()) {
        const values = Array.from({ length: sectors }, (_, at) => new Set(read(bench.platter, sector + at, 1)));
        for (const sectorValues of values) expect(sectorValues.size).toBe(1);
        const kept = values.filter((sectorValues) => sectorValues.has(n + 2)).length;
        if (done.includes(n)) expect(kept).toBe(sectors);
        else if (kept > 0) torn++;
      }
      expect(torn).toBe(mode === "tear" && atWrite <= writes.length ? 1 : 0);
    }
  }
});

test.each([
  [-1, 512],
  [0.5, 1024],
  [Number.NaN, 512],
  [profile.sectorsPerTrack * profile.heads * profile.cylinders, 512],
  [profile.sectorsPerTrack * profile.heads * profile.cylinders - 1, 1024],
  [0, 511],
  [0, 0],
])("sector %d with %d bytes is not on the disk", (sector, bytes) => {
  const bench = new Bench();
  expect(() => bench.disk.read(sector, new Uint8Array(bytes), () => {})).toThrowError(coded("RSP_DISK_RANGE"));
  expect(() => bench.disk.write(sector, new Uint8Array(bytes), () => {})).toThrowError(coded("RSP_DISK_RANGE"));
  expect(bench.events.length).toBe(0);
});

test("4096 requests wait and no more, and there is room again when one is served", () => {
  const bench = new Bench();
  let served = 0;
  const request = (): void => bench.disk.read(0, filled(1, 0), () => served++);
  for (let n = 0; n <= 4096; n++) request();
  expect(request).toThrowError(coded("RSP_DISK_QUEUE"));
  bench.events.take().run();
  request();
  bench.finish();
  expect(served).toBe(4098);
});

test("a platter is read by a drive of its own sector size only", () => {
  expect(() => new Bench(new Platter({ sectorBytes: 4096, sectors: 8 }))).toThrowError(coded("RSP_INVARIANT"));
});
