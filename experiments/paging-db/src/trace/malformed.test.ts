import { randomBytes } from "node:crypto";
import { tmpdir } from "node:os";
import { gzipSync } from "node:zlib";
import fc from "fast-check";
import { expect, test } from "vitest";
import { csvText, oracleBytes, plainText, withFile } from "./testing.js";
import { readTrace, type TraceOptions } from "./trace.js";

interface Refusal {
  readonly code: string;
  readonly message: string;
}

/** The refusal of a trace, its file called FILE. */
function refusal(content: string | Uint8Array, options?: TraceOptions): Refusal {
  return withFile(content, (file) => refusalOf(file, options));
}

function refusalOf(file: string, options?: TraceOptions): Refusal {
  try {
    readTrace(file, options);
  } catch (error) {
    if (error instanceof Error && "code" in error) {
      return { code: String(error.code), message: error.message.replaceAll(file, "FILE") };
    }
    throw error;
  }
  throw new Error("the trace was accepted");
}

const format = (message: string): Refusal => ({ code: "RSP_TRACE_FORMAT", message });

const records = Array.from({ length: 100 }, (_, index) => ({ id: BigInt(index), size: 1, write: false }));

test("a missing file and a directory are named", () => {
  expect(refusalOf("/no/such/trace")).toEqual({
    code: "RSP_TRACE_UNREADABLE",
    message: "cannot read the trace FILE: there is no such file",
  });
  expect(refusalOf(tmpdir())).toEqual({
    code: "RSP_TRACE_UNREADABLE",
    message: "cannot read the trace FILE: it is a directory; name a file",
  });
});

test("a file without a reference is empty, in every format", () => {
  for (const content of ["", "\n\n", "# nothing\n", "page,size\n", "page\n\n# none\n", "\uFEFF"]) {
    expect(refusal(content).code).toBe("RSP_TRACE_EMPTY");
  }
  for (const name of ["plain", "csv", "oracle"] as const) {
    expect(refusal("", { format: name }).code).toBe("RSP_TRACE_EMPTY");
  }
});

test("page numbers that are none are named with their line", () => {
  const expected = "expected a page number (a whole number from 0 to 2^64 - 1, then perhaps r or w), found";
  expect(refusal("1\n2\n-3\n")).toEqual(format(`FILE, line 3: ${expected} "-3"`));
  expect(refusal("1 2.5\n")).toEqual(format(`FILE, line 1: ${expected} "2.5"`));
  expect(refusal("1\n1e3\n")).toEqual(format(`FILE, line 2: ${expected} "1e3"`));
  expect(refusal("1\n18446744073709551616\n")).toEqual(format(`FILE, line 2: ${expected} "18446744073709551616"`));
  expect(refusal("1\nw\n")).toEqual(format(`FILE, line 2: ${expected} "w"`));
  expect(refusal("1 w w\n")).toEqual(format(`FILE, line 1: ${expected} "w"`));
  expect(refusal("1\n0x\n")).toEqual(format(`FILE, line 2: ${expected} "0x"`));
});

test("a word or line without end is refused before it fills the memory", () => {
  expect(refusal(`1\n${"9".repeat(5_000_000)}`)).toEqual(
    format(expect.stringMatching(/^FILE, line 2: expected a page number .*, found "9{40}…"$/)),
  );
  expect(refusal(`page,note\n1,${"x".repeat(3_000_000)}`)).toEqual(
    format("FILE, line 2: the line is longer than 65536 bytes; expected one record a line"),
  );
});

test("a stray NUL byte in a text is named with its offset", () => {
  const text = plainText(records);
  expect(refusal(`${text}\0\n`)).toEqual(format(`FILE, byte ${text.length}: a NUL byte on line 101; expected text`));
  const csv = csvText(records);
  expect(refusal(`${csv}1,2\0,3,r\n`)).toEqual(
    format(`FILE, byte ${csv.length + 3}: a NUL byte on line 102; expected text`),
  );
});

test("a CSV without a column to read says which were looked for", () => {
  const looked = "page, obj_id, id, key, block, lba, address, offset (and size, op, time if there are such)";
  expect(refusal("time,what\n1,2\n")).toEqual(
    format(`FILE, line 1: expected a header with one of the columns ${looked}, found "time,what"`),
  );
  expect(refusal("page,Page\n1,2\n")).toEqual(format("FILE, line 1: the header names the column page twice"));
  expect(refusal("1,2\n3,4\n")).toEqual(
    format("FILE: it looks like CSV without a header; put the names of the columns on the first line"),
  );
  expect(refusal('"page,size\n3,4\n')).toEqual(
    format('FILE, line 1: the header "\\"page,size" has a quote that is not closed'),
  );
});

test("a row that does not fit the header is named with its line", () => {
  expect(refusal("page,size\n1,2\n3\n")).toEqual(format("FILE, line 3: expected 2 fields as in the header, found 1"));
  expect(refusal('page,size\n1,2\n"3",4,5\n')).toEqual(
    format("FILE, line 3: expected 2 fields as in the header, found 3"),
  );
  expect(refusal(`page,size\n${"1,".repeat(5000)}\n`)).toMatchObject({ code: "RSP_TRACE_FORMAT" });
  expect(refusal('page,size\n1,"2\n')).toEqual(
    format("FILE, line 2: a quote that is not closed on its line, or stands inside a field"),
  );
});

test("a field that is not what its column holds is named", () => {
  expect(refusal("page,op\n1,r\n-2,r\n")).toEqual(
    format('FILE, line 3: column page: expected a whole number from 0 to 2^64 - 1, found "-2"'),
  );
  expect(refusal("page,op\n,r\n")).toEqual(
    format('FILE, line 2: column page: expected a whole number from 0 to 2^64 - 1, found ""'),
  );
  expect(refusal("key,op\nuser:1,r\n")).toEqual(
    format('FILE, line 2: column key: expected a whole number from 0 to 2^64 - 1, found "user:1"'),
  );
  expect(refusal("page,op\n1,erase\n")).toEqual(
    format('FILE, line 2: column op: expected r, read, get, w, write, set, found "erase"'),
  );
});

test("sizes that cannot be split are named", () => {
  const expected = "column size: expected bytes, a whole number below 2^53, found";
  const sized = (size: string): Refusal => refusal(`address,size\n0,${size}\n`, { split: 4096 });
  expect(sized("-1")).toEqual(format(`FILE, line 2: ${expected} "-1"`));
  expect(sized("1.5")).toEqual(format(`FILE, line 2: ${expected} "1.5"`));
  expect(sized("9007199254740992")).toEqual(format(`FILE, line 2: ${expected} "9007199254740992"`));
  expect(refusal("address,size\n18446744073709551615,2\n", { split: 4096 })).toEqual(
    format("FILE, line 2: the request ends beyond the address 2^64 - 1"),
  );
});

test("a page size that is none is refused before the file is opened", () => {
  for (const split of [0, -4096, 0.5, Number.NaN, Infinity, 2 ** 53]) {
    expect(refusalOf("/no/such/trace", { split })).toEqual({
      code: "RSP_TRACE_SPLIT",
      message: `--trace-split ${split} is not a page size; expected a whole number of bytes from 1 to 9007199254740991`,
    });
  }
});

test("a truncated oracleGeneral file is named with the offset of the broken record", () => {
  const bytes = oracleBytes(records);
  for (const cut of [1, 4, 12, 23]) {
    expect(refusal(bytes.subarray(0, bytes.length - cut))).toEqual(
      format(`FILE, byte 2376: the file ends inside a record: expected 24 bytes of oracleGeneral, found ${24 - cut}`),
    );
  }
  expect(refusal(bytes.subarray(0, 20)).code).toBe("RSP_TRACE_FORMAT");
});

test("a broken record far into an oracleGeneral file is named with its offset", () => {
  const bytes = oracleBytes(
    Array.from({ length: 100_000 }, (_, index) => ({ id: BigInt(index), size: 1, write: false })),
  );
  bytes.writeBigInt64LE(-2n, 24 * 90_000 + 16);
  expect(refusal(bytes)).toEqual(
    format(
      "FILE, byte 2160016: expected the next access of an oracleGeneral record (a record's number, or -1 for never), found -2",
    ),
  );
});

test("binary noise is no trace, whatever it is called", () => {
  for (const length of [24, 240, 4096, 24_000]) {
    const noise = randomBytes(length);
    // The first record must not pass for one by chance.
    noise.writeBigInt64LE(-7n, 16);
    expect(refusal(noise).code).toBe("RSP_TRACE_FORMAT");
    for (const name of ["plain", "csv", "oracle"] as const) {
      expect(refusal(noise, { format: name }).code).toMatch(/^RSP_TRACE_(FORMAT|EMPTY)$/);
    }
  }
});

test("a compressed trace has to be decompressed first", () => {
  expect(refusal(gzipSync(plainText(records)))).toEqual(
    format("FILE: it is compressed with gzip; decompress it first (gunzip)"),
  );
  const zstd = Buffer.concat([Buffer.from([0x28, 0xb5, 0x2f, 0xfd]), randomBytes(2000).fill(0xa5, 0, 40)]);
  for (const options of [{}, { format: "oracle" }] as const) {
    expect(refusal(zstd, options)).toEqual(format("FILE: it is compressed with zstd; decompress it first (unzstd)"));
  }
});

test("whatever the bytes, a trace is read or refused in one line with a code", () => {
  const bytes = fc.oneof(
    fc.uint8Array({ maxLength: 200 }),
    fc
      .string({ unit: fc.constantFrom(...'019 \n\r\t,;#wr-."\0xpageid'), maxLength: 60 })
      .map((text) => Buffer.from(text)),
  );
  const options = fc.record({
    format: fc.constantFrom(undefined, "plain", "csv", "oracle"),
    split: fc.constantFrom(undefined, 1, 512),
    limit: fc.constant(5000),
  });
  fc.assert(
    fc.property(bytes, options, (content, chosen) => {
      withFile(content, (file) => {
        try {
          const trace = readTrace(file, chosen);
          expect(trace.references.length).toBe(trace.writes.length);
          expect(Math.max(...trace.references)).toBe(trace.pages - 1);
        } catch (error) {
          expect(error).toMatchObject({ code: expect.stringMatching(/^RSP_TRACE_(FORMAT|EMPTY|LIMIT)$/) });
          expect(error).toMatchObject({ message: expect.stringMatching(/^[^\n\r]+$/) });
        }
      });
    }),
    { numRuns: 1500 },
  );
});
