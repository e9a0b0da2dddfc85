import fc from "fast-check";
import { expect, test } from "vitest";
import { csvText, oracleBytes, plainText, withFile, type Written } from "./testing.js";
import { readTrace, type Trace, type TraceOptions } from "./trace.js";

const read = (content: string | Uint8Array, options?: TraceOptions): Trace =>
  withFile(content, (file) => readTrace(file, options));

test("plain page numbers are numbered in order of first appearance", () => {
  const trace = read("# pages of a query\n700 8\n700\n\n9 # the last\n");
  expect(trace).toEqual({
    pages: 3,
    references: Int32Array.of(0, 1, 0, 2),
    writes: Uint8Array.of(0, 0, 0, 0),
    format: "plain",
    records: 4,
  });
});

test("a number is a write with a w behind it or as the next word of its line", () => {
  const trace = read("1 w\n2w 3 r 4 5W\r\n0x1fw\n6R # w\n");
  expect([...trace.writes]).toEqual([1, 1, 0, 0, 1, 1, 0]);
  expect(trace.pages).toBe(7);
});

test("CSV columns go by name, in any case and order", () => {
  const trace = read('Time, OP, "Obj ID"\n1, get, 5\n2, SET, 6\n\n# a note\n3, w, "5"\n');
  expect(trace.format).toBe("csv");
  expect([...trace.references]).toEqual([0, 1, 0]);
  expect([...trace.writes]).toEqual([0, 1, 1]);
});

test("a CSV of one column needs no delimiter; tabs and semicolons serve too", () => {
  expect([...read("\uFEFFpage\n4\n5\n4").references]).toEqual([0, 1, 0]);
  expect([...read("page\tnote\n4\t\n5\tx\n").references]).toEqual([0, 1]);
  expect([...read("lba;size\n4;1\n5;1\n").references]).toEqual([0, 1]);
});

test("a CSV with pages and addresses is read by pages, or by addresses when bytes are split", () => {
  const csv = "address,page\n0,7\n4096,7\n";
  expect([...read(csv).references]).toEqual([0, 0]);
  expect([...read(csv, { split: 4096 }).references]).toEqual([0, 1]);
});

test("a request that spans pages is one reference to each", () => {
  const csv = "offset,size,op\n4095,1,r\n4095,2,w\n8192,8193,r\n0,0,r\n";
  const trace = read(csv, { split: 4096 });
  // page 0; pages 0 and 1; pages 2, 3 and 4; page 0
  expect([...trace.references]).toEqual([0, 0, 1, 2, 3, 4, 0]);
  expect([...trace.writes]).toEqual([0, 1, 1, 0, 0, 0, 0]);
  expect(trace.records).toBe(4);
});

test("an oracleGeneral record is one page unless it is split", () => {
  const bytes = oracleBytes([
    { id: 8191n, size: 2, write: false },
    { id: 8192n, size: 1, write: false },
  ]);
  expect([...read(bytes).references]).toEqual([0, 1]);
  expect([...read(bytes, { split: 8192 }).references]).toEqual([0, 1, 1]);
});

test("both ways to say that an object is not accessed again are read", () => {
  const record = [{ id: 1n, size: 1, write: false }];
  for (const next of [-1n, 2n ** 63n - 1n, 0n, 123456n]) expect(read(oracleBytes(record, next)).pages).toBe(1);
});

test("ids that a double cannot tell apart are different pages", () => {
  const text = "18446744073709551615 18446744073709551614 9007199254740993 9007199254740992 0xffffffffffffffff\n";
  expect([...read(text).references]).toEqual([0, 1, 2, 3, 0]);
});

test("addresses above 2^53 are divided exactly", () => {
  const csv = "address,size\n18446744073709551615,1\n18446744073709551614,2\n9007199254740991,2\n";
  const trace = read(csv, { split: 3 });
  // 2^64 - 1 is a multiple of 3, and 2^53 - 1 is one more than one: pages a; a-1, a; b
  expect([...trace.references]).toEqual([0, 1, 0, 2]);
});

test("the format may be named where the content says another", () => {
  const text = "7\n8\n";
  expect(() => read(text, { format: "csv" })).toThrow(/line 1: expected a header/);
  expect(read(text, { format: "plain" }).pages).toBe(2);
});

test("more references than the limit are refused, as many as it are not", () => {
  expect(read("1 2 3", { limit: 3 }).records).toBe(3);
  expect(() => read("1 2 3 4", { limit: 3 })).toThrow(expect.objectContaining({ code: "RSP_TRACE_LIMIT" }));
  const huge = "address,size\n0,9007199254740991\n";
  expect(() => read(huge, { split: 1, limit: 1000 })).toThrow(expect.objectContaining({ code: "RSP_TRACE_LIMIT" }));
});

test("more references than one piece of memory holds keep their order", () => {
  const trace = read("7 8w 9\n".repeat(400_000));
  expect(trace.references.length).toBe(1_200_000);
  expect(trace.references.findIndex((page, index) => page !== index % 3)).toBe(-1);
  expect(trace.writes.findIndex((write, index) => write !== (index % 3 === 1 ? 1 : 0))).toBe(-1);
});

test("a trace longer than every buffer is read whole, in all three formats", () => {
  const records: Written[] = Array.from({ length: 200_000 }, (_, index) => ({
    id: BigInt(index % 70_001) << 20n,
    size: 1,
    write: index % 3 === 0,
  }));
  for (const [content, format] of [
    [plainText(records), "plain"],
    [csvText(records), "csv"],
    [oracleBytes(records), "oracle"],
  ] as const) {
    const trace = read(content);
    expect(trace).toMatchObject({ format, records: records.length, pages: 70_001 });
    expect(trace.references.findIndex((page, index) => page !== index % 70_001)).toBe(-1);
    if (format === "oracle") continue;
    expect(trace.writes.findIndex((write, index) => write !== (index % 3 === 0 ? 1 : 0))).toBe(-1);
  }
});

const records = fc.array(
  fc.record({
    id: fc.oneof(fc.bigInt({ min: 0n, max: 9n }), fc.bigInt({ min: 0n, max: 2n ** 64n - 1n })),
    size: fc.oneof(fc.nat({ max: 20_000 }), fc.nat({ max: 3 })),
    write: fc.boolean(),
  }),
  { minLength: 1, maxLength: 60 },
);

/** The same, said with BigInts and a Map. */
function expected(written: readonly Written[], split: bigint | undefined): { references: number[]; writes: number[] } {
  const numbers = new Map<bigint, number>();
  const references: number[] = [];
  const writes: number[] = [];
  for (const { id, size, write } of written) {
    const last = split === undefined ? id : (id + BigInt(Math.max(size, 1)) - 1n) / split;
    for (let page = split === undefined ? id : id / split; page <= last; page++) {
      if (!numbers.has(page)) numbers.set(page, numbers.size);
      references.push(numbers.get(page) ?? -1);
      writes.push(write ? 1 : 0);
    }
  }
  return { references, writes };
}

test("what is written in a format is read back", () => {
  fc.assert(
    fc.property(records, (written) => {
      const { references, writes } = expected(written, undefined);
      for (const content of [plainText(written), csvText(written), oracleBytes(written)]) {
        const trace = read(content);
        expect([...trace.references]).toEqual(references);
        expect(trace.pages).toBe(new Set(references).size);
        expect([...trace.writes]).toEqual(trace.format === "oracle" ? writes.map(() => 0) : writes);
      }
    }),
    { numRuns: 100 },
  );
});

test("what is written in bytes is read back in pages", () => {
  const splits = fc.oneof(fc.constantFrom(512, 4096, 8192), fc.integer({ min: 100, max: 2 ** 40 }));
  fc.assert(
    fc.property(records, splits, (written, split) => {
      const within = written.filter(({ id, size }) => id + BigInt(size) <= 2n ** 64n);
      fc.pre(within.length > 0);
      const { references, writes } = expected(within, BigInt(split));
      const csv = read(csvText(within), { split });
      expect([...csv.references]).toEqual(references);
      expect([...csv.writes]).toEqual(writes);
      expect([...read(oracleBytes(within), { split }).references]).toEqual(references);
    }),
    { numRuns: 100 },
  );
});
