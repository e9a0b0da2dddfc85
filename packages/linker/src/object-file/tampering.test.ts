import { Worker } from "node:worker_threads";
import { expect, test } from "vitest";
import fc from "fast-check";
import { SigningKey, TrustedKeys } from "./keys.js";
import { readObjectFile, writeObjectFile } from "./object-file.js";
import { gatekeeper, signAgain, texts, thrown } from "./testing/files.js";

const key = SigningKey.create();
const stranger = SigningKey.create();
const trusted = new TrustedKeys([key.publicKey]);
const good = writeObjectFile(gatekeeper, key);
const manifestEnd = 24 + new DataView(good.buffer).getUint32(12, true);
const sealAt = good.length - 96;

const codeOf = (bytes: Uint8Array): string => thrown(() => readObjectFile(bytes, trusted)).code;

/** What is said of a file with an altered byte at this place: a function of the place, and never "nothing". */
function expectedAt(place: number): string {
  if (place < 8) return "RSP_OBJECT_FORMAT";
  if (place < 12) return "RSP_OBJECT_VERSION";
  if (place < 24) return "RSP_OBJECT_FORMAT";
  return "RSP_OBJECT_SIGNATURE";
}

test("a file with any bit flipped is refused (L1)", () => {
  expect(codeOf(good)).toBe("nothing");
  const wrong: string[] = [];
  for (let place = 0; place < good.length; place++) {
    const bits = place < manifestEnd || place >= sealAt ? [0, 1, 2, 3, 4, 5, 6, 7] : [place % 8];
    for (const bit of bits) {
      const bytes = Uint8Array.from(good);
      bytes[place] ^= 1 << bit;
      const code = codeOf(bytes);
      if (code !== expectedAt(place)) wrong.push(`byte ${place}, bit ${bit}: ${code}`);
    }
  }
  expect(wrong).toEqual([]);
});

test("a file that is cut at any length is refused", () => {
  for (let length = 0; length < good.length; length++) {
    expect(codeOf(good.subarray(0, length)), `cut to ${length} bytes`).toBe("RSP_OBJECT_FORMAT");
  }
});

test("a file with anything behind it is refused", () => {
  for (const more of [[0], [10], [...good], [...good.subarray(sealAt)]]) {
    expect(codeOf(Uint8Array.of(...good, ...more))).toBe("RSP_OBJECT_FORMAT");
  }
});

test("any number of altered bytes, inserted and removed ones among them, is refused", () => {
  const edits = fc.array(
    fc.record({
      at: fc.nat(good.length),
      remove: fc.nat(3),
      insert: fc.uint8Array({ maxLength: 3 }),
    }),
    { minLength: 1, maxLength: 6 },
  );
  fc.assert(
    fc.property(edits, (list) => {
      const bytes = [...good];
      for (const { at, remove, insert } of list) bytes.splice(at, remove, ...insert);
      const altered = Uint8Array.from(bytes);
      fc.pre(Buffer.compare(altered, good) !== 0);
      expect(codeOf(altered)).not.toBe("nothing");
    }),
    { numRuns: 500 },
  );
});

test("a byte that moves from one part to the next is noticed, though the length is exact", () => {
  const bytes = Uint8Array.from(good);
  const header = new DataView(bytes.buffer);
  header.setUint32(12, header.getUint32(12, true) - 1, true);
  header.setUint32(16, header.getUint32(16, true) + 1, true);
  expect(codeOf(bytes)).toBe("RSP_OBJECT_SIGNATURE");
});

test("a signature serves for one file only", () => {
  fc.assert(
    fc.property(texts(), (code) => {
      fc.pre(code !== gatekeeper.code);
      const bytes = writeObjectFile({ ...gatekeeper, code }, key);
      bytes.set(good.subarray(-64), bytes.length - 64);
      expect(codeOf(bytes)).toBe("RSP_OBJECT_SIGNATURE");
    }),
  );
});

test("a stranger's valid signature is refused, and the stranger named", () => {
  const { code, message } = thrown(() => readObjectFile(signAgain(good, stranger), trusted, "gatekeeper.o"));
  expect(code).toBe("RSP_OBJECT_SIGNER");
  expect(message).toContain(`is signed by ${stranger.publicKey.fingerprint}`);
  expect(message).toContain(key.publicKey.fingerprint);
});

test("a stranger who names a trusted key is refused", () => {
  const bytes = signAgain(good, stranger);
  bytes.set(key.publicKey.raw, sealAt);
  expect(codeOf(bytes)).toBe("RSP_OBJECT_SIGNATURE");
});

test("a file without a signature is refused, whatever key it names", () => {
  const unsigned = Uint8Array.from(good).fill(0, -64);
  expect(codeOf(unsigned)).toBe("RSP_OBJECT_SIGNATURE");
  // The key of 32 zeros has low order, and by chance takes a signature of zeros; it is trusted by nobody.
  expect(codeOf(unsigned.fill(0, -96))).toMatch(/^RSP_OBJECT_SIGN(ER|ATURE)$/);
});

test.each([0, 2, 256, 2 ** 32 - 1])(
  "a file of format version %d is refused by its version, though it is signed",
  (version) => {
    const bytes = Uint8Array.from(good);
    new DataView(bytes.buffer).setUint32(8, version, true);
    expect(codeOf(signAgain(bytes, key))).toBe("RSP_OBJECT_VERSION");
  },
);

test.each([12, 16, 20])("a length beyond its limit at byte %d is refused before anything is read", (at) => {
  const bytes = Uint8Array.from(good);
  new DataView(bytes.buffer).setUint32(at, 2 ** 32 - 1, true);
  expect(thrown(() => readObjectFile(signAgain(bytes, key), trusted)).message).toMatch(
    /is 4294967295 bytes long, where \d+ are allowed/,
  );
});

test("bytes that change while they are read give what was signed, or nothing (L1)", async () => {
  const shared = new Uint8Array(new SharedArrayBuffer(good.length));
  shared.set(good);
  const at = Buffer.from(good).indexOf("Intruder");
  const flicker = new Worker(
    `const { parentPort, workerData: { shared, at } } = require("node:worker_threads");
     parentPort.postMessage("started");
     for (;;) Atomics.xor(shared, at, 1);`,
    { eval: true, workerData: { shared, at } },
  );
  await new Promise((resolve) => flicker.once("message", resolve));
  const seen = new Set<string>();
  for (let n = 0; n < 1000; n++) {
    try {
      seen.add(readObjectFile(shared, trusted).code);
    } catch {
      // Verified while the byte was another.
    }
  }
  await flicker.terminate();
  seen.delete(gatekeeper.code);
  expect([...seen]).toEqual([]);
});
